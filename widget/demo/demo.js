// A page of its own would write the two tags into its HTML. This one takes the service's address from
// `?remedy=`, so that it can be tried with any port.
const service = new URLSearchParams(location.search).get("remedy") ?? "http://127.0.0.1:8080";
document.body.append(document.createElement("remedy-widget"));
document.head.append(
  Object.assign(document.createElement("script"), { type: "module", src: `${service}/widget/v1/remedy.js` }),
);
