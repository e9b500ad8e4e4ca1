// Answers, line by line as JSON, what npm's @wecom/crypto makes of a message: {do, token, key, …}.
const { createInterface } = require('node:readline');
const { decrypt, encrypt, getSignature } = require('@wecom/crypto');

const answers = {
  encrypt: ({ key, message, id }) => ({ encrypted: encrypt(key, message, id) }),
  decrypt: ({ key, encrypted }) => {
    const { message, id } = decrypt(key, encrypted);
    return { message, id };
  },
  sign: ({ token, timestamp, nonce, encrypted }) => ({ signature: getSignature(token, timestamp, nonce, encrypted) }),
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const question = JSON.parse(line);
  console.log(JSON.stringify(answers[question.do](question)));
});
