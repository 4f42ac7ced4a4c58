package bring

import (
	"errors"
	"syscall"
)

// sharingViolation is the system's answer for a file that somebody else has
// open and does not share.
const sharingViolation = syscall.Errno(32)

// tryLock returns a nil function and no error while somebody else has the
// lock: here an open file that is shared with nobody.
func tryLock(path string) (unlock func(), err error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	handle, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharingViolation) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return func() { syscall.CloseHandle(handle) }, nil
}
