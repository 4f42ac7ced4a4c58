package form

// longestPhrase is the length of the longest entry of phrases, at least.
const longestPhrase = 32

// notPersonal marks phrases that hold a telling word but ask for nothing
// personal: "file name" is no name. It never leaves this package.
const notPersonal = NumKinds

// phrases tell a kind in a name, an id, a label or a placeholder: written
// together and in small letters, each for one kind; English first.
var phrases = table(
	entry{Email, "email emailaddress mailaddress useremail yourmail youremail contactemail emailid emailaddr"},
	entry{Password, "password passwd pwd passphrase passcode userpass"},
	entry{OneTimeCode, "otp onetimecode verificationcode securitytoken totp mfacode 2facode authcode authenticationcode smscode"},
	entry{Username, "username userid loginname loginid accountname screenname"},
	entry{Name, "name fullname yourname realname contactname cardholder cardholdername nameoncard accountholder middlename " +
		"maidenname mothersmaidenname nickname displayname"},
	entry{GivenName, "forename firstname givenname fname forenames firstnames givennames"},
	entry{FamilyName, "surname lastname familyname lname secondname"},
	entry{Telephone, "phone telephone mobile mobilenumber phonenumber telephonenumber mobilephone homephone workphone daytimephone " +
		"fax whatsapp cellphone contactnumber"},
	entry{Address, "address streetaddress addressline1 addressline2 address1 address2 addressline homeaddress postaladdress " +
		"billingaddress shippingaddress deliveryaddress housenumber housename addr"},
	entry{PostalCode, "postcode postalcode zip zipcode zippostalcode"},
	entry{BirthDate, "dob dateofbirth birthdate birthday birthdateday birthmonth birthyear yearofbirth bday dobday dobmonth dobyear"},
	entry{CardNumber, "cardnumber creditcard ccnumber creditcardnumber debitcardnumber cardno ccnum longcardnumber"},
	entry{CardCode, "cvv cvc cvv2 csc cardsecuritycode securitycode cardcode cvn"},
	entry{CardExpiry, "expirydate cardexpiry expiry expdate ccexp expirationdate expmonth expyear validuntil"},
	entry{BankAccount, "iban accountnumber bankaccount sortcode bankaccountnumber routingnumber accountno"},
	entry{NationalID, "nationalinsurancenumber nino nationalinsurance ninumber ssn socialsecuritynumber socialsecurity nationalid " +
		"nationalidnumber identitynumber idnumber identitycardnumber idcardnumber personalnumber nhsnumber " +
		"drivinglicencenumber driverslicense driverlicense"},
	entry{Passport, "passport passportnumber passportno"},
	entry{TaxID, "taxid taxnumber utr tin taxpayerid taxreference vatnumber"},
	entry{Health, "medicalhistory diagnosis symptoms medication allergies medicalconditions medicalcondition disability " +
		"healthcondition bloodtype"},
	entry{Sex, "sex gender"},
	entry{FreeText, "message comments comment enquiry inquiry yourmessage question feedback complaint"},
	entry{Search, "query search keywords keyword searchterm searchterms searchquery searchtext sitesearch"},
	entry{Organisation, "organisation organization company companyname organisationname organizationname employer jobtitle"},
	entry{notPersonal, "filename domainname productname hostname eventname filterbyname sortbyname websiteaddress webaddress ipaddress " +
		"macaddress coupon couponcode promocode discountcode vouchercode quantity qty captcha errorcode brandname " +
		"packagename projectname repositoryname termsandconditions phonemodel mailinglist mailbox mailserver servername " +
		"forgotpassword url website homepage"},
)

// alone are words that tell a kind only where nothing else stands beside them:
// "user" is a name to log in with, "user agent" is not.
var alone = table(
	entry{Email, "mail"},
	entry{Password, "pass pin"},
	entry{Username, "user login"},
	entry{Telephone, "tel cell"},
	entry{Address, "street"},
	entry{BirthDate, "born"},
	entry{CardNumber, "pan"},
	entry{BankAccount, "bic swift"},
	entry{Health, "health"},
	entry{FreeText, "body description"},
	entry{Search, "q s find"},
)

// tokens are the autofill field names (HTML, "Autofill field").
var tokens = table(
	entry{Email, "email"},
	entry{Password, "current-password new-password"},
	entry{OneTimeCode, "one-time-code"},
	entry{Username, "username"},
	entry{Name, "name nickname additional-name cc-name"},
	entry{GivenName, "given-name cc-given-name"},
	entry{FamilyName, "family-name cc-family-name"},
	entry{Telephone, "tel tel-national tel-local"},
	entry{Address, "street-address address-line1 address-line2 address-line3"},
	entry{PostalCode, "postal-code"},
	entry{BirthDate, "bday bday-day bday-month bday-year"},
	entry{CardNumber, "cc-number"},
	entry{CardCode, "cc-csc"},
	entry{CardExpiry, "cc-exp cc-exp-month cc-exp-year"},
	entry{Organisation, "organization organization-title"},
	entry{Sex, "sex"},
)

type entry struct {
	kind  Kind
	words string
}

// dictionary tells kinds by words. lengths holds for each first byte the lengths
// of the words that begin with it, a bit for each: what is no word at all mostly
// needs no look-up.
type dictionary struct {
	kinds   map[string]Kind
	lengths [256]uint64
}

func table(entries ...entry) (d dictionary) {
	d.kinds = make(map[string]Kind, 512)
	for _, e := range entries {
		start := 0
		for i := 0; i <= len(e.words); i++ {
			if i == len(e.words) || e.words[i] == ' ' {
				d.kinds[e.words[start:i]] = e.kind
				d.lengths[e.words[start]] |= 1 << (i - start)
				start = i + 1
			}
		}
	}
	return d
}
