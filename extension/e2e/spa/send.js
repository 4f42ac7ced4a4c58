// What the three applications share: where they send, and how.

const target = new URLSearchParams(location.search).get('to') ?? '/api/subscribe';

/** Sends the form's state as JSON; answers what the person is told. */
export async function send(state) {
  try {
    const answer = await fetch(target, { method: 'POST', body: JSON.stringify(state) });
    return answer.ok ? `Thank you, ${state.forename}.` : `Not taken: ${answer.status}.`;
  } catch (error) {
    return `Not sent: ${error.name}.`;
  }
}

/** Asks the own server, as many forms do while one types. */
export const check = (email) => fetch(`/api/check?email=${encodeURIComponent(email)}`).then((answer) => answer.text());
