/** The script of the pages: forms that submit themselves, and buttons that copy. Everything works without it too. */
export const SCRIPT = `for (const form of document.querySelectorAll('form[data-submit]')) form.submit();
for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = 'Copied';
  });
}
`;
