import { createApp } from 'vue';
import { check, send } from './send.js';

createApp({
  data: () => ({ email: '', forename: '', told: '' }),
  methods: {
    check,
    async submit() {
      this.told = 'Sending…';
      this.told = await send({ email: this.email, forename: this.forename });
    },
  },
  template: `
    <form @submit.prevent="submit">
      <label>E-mail address <input name="email" type="email" autocomplete="email" v-model="email" @blur="check(email)"></label>
      <label>Forename <input name="forename" v-model="forename"></label>
      <button name="go">Subscribe</button>
      <p id="told">{{ told }}</p>
    </form>`,
}).mount('#app');
