export default framed(({ data, parentElement }) => {
  const button = parentElement.querySelector("button");
  button.textContent = data.words;
  button.onclick = () => window.print();
});
