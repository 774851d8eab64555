// Comforts on top of pages that are complete without JavaScript.

const copyButton = (code) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
      button.textContent = "Copied";
    } catch {
      button.textContent = "Press Ctrl+C";
      getSelection().selectAllChildren(code);
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  return button;
};

for (const code of document.querySelectorAll("figure.code pre > code")) {
  code.closest("figure").append(copyButton(code));
}

const question = document.querySelector(".ask textarea");
for (const hint of document.querySelectorAll("[data-needs-js]")) hint.hidden = false;

question?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    question.form.requestSubmit();
  }
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable], remedy-widget");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!question) return;
  event.preventDefault();
  question.focus();
});
