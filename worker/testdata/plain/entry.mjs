// The least that a worker can be.
const body = JSON.stringify({
  host: "mi5.h0st.biz",
  sections:
    "as many bytes as a small dossier has, more or less, so that what is compared is the way and not what is carried",
});

export default {
  fetch() {
    return new Response(body, { headers: { "Content-Type": "application/json" } });
  },
};
