// Passkeys: what the browser signs goes into the form's field. Without them the other ways stay.
const passkeysWork = window.PublicKeyCredential?.parseRequestOptionsFromJSON;

const optionsOf = async (form) => {
  if (form.dataset.passkeyOptions) {
    return JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
  }
  const answer = await fetch(form.dataset.passkeyFrom, {
    credentials: "same-origin",
    headers: { Accept: "application/json" },
  });
  return (await answer.json()).request_options;
};

const signed = async (form) => {
  const { publicKey } = await optionsOf(form);
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
    });
  }
  return navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
  });
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (passkeysWork) form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    try {
      const credential = await signed(form);
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
