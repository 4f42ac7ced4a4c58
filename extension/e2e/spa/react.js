import { createElement as e, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { check, send } from './send.js';

function Form() {
  const [state, set] = useState({ email: '', forename: '' });
  const [told, tell] = useState('');
  const change = ({ target }) => set({ ...state, [target.name]: target.value });
  const submit = async (event) => {
    event.preventDefault();
    tell('Sending…');
    tell(await send(state));
  };
  return e('form', { onSubmit: submit },
    e('label', null, 'E-mail address ', e('input', { name: 'email', type: 'email', autoComplete: 'email', value: state.email, onChange: change, onBlur: () => check(state.email) })),
    e('label', null, 'Forename ', e('input', { name: 'forename', value: state.forename, onChange: change })),
    e('button', { name: 'go' }, 'Subscribe'),
    e('p', { id: 'told' }, told));
}

createRoot(document.querySelector('#app')).render(e(Form));
