const form = document.querySelector('#ask');
const input = document.querySelector('#message');
const button = form.querySelector('button');
const talk = document.querySelector('#talk');

const chinese = navigator.language.toLowerCase().startsWith('zh');
document.documentElement.lang = chinese ? 'zh' : 'en';
const lostLine = chinese ? '连接中断。' : 'The line was cut.';

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const message = input.value.trim();
  if (message === '' || button.disabled) return;
  addLine('question', message);
  input.value = '';
  ask(message, addLine('answer', ''));
});

/** Everything that a page has to do to talk with the server. */
function ask(message, answer) {
  button.disabled = true;
  const source = new EventSource(`/chat?message=${encodeURIComponent(message)}`);
  const finish = () => {
    source.close();
    button.disabled = false;
    input.focus();
  };

  source.onmessage = ({ data }) => {
    if (data === '[START]') return;
    if (data === '[DONE]') finish();
    else answer.textContent += data;
  };

  // The server's own sentence has data; a line that broke has none, and the browser opens it again where it was.
  source.onerror = ({ data }) => {
    if (data) addLine('failure', data);
    else if (source.readyState === EventSource.CLOSED) addLine('failure', lostLine);
    else return;
    finish();
  };
}

function addLine(kind, text) {
  const line = document.createElement('li');
  line.className = kind;
  line.textContent = text;
  talk.append(line);
  return line;
}
