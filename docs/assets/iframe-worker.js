// Pages opened as files may start no worker; the search then runs in a frame of its own. Scripts come from this site only.
if (location.protocol === "file:")
  window.Worker = class extends EventTarget {
    constructor(name) {
      super();
      const url = new URL(name, location).href;
      this.onmessage = this.onerror = null;
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      const tell = (data) => {
        const event = new MessageEvent("message", { data });
        this.dispatchEvent(event);
        if (this.onmessage) this.onmessage(event);
      };
      // What a worker has: messages out, scripts in. They load one after another, so a promise stands for them.
      inside.postMessage = (data) => setTimeout(() => tell(data));
      inside.importScripts = (...names) =>
        names.reduce((done, name) => done.then(() => load(new URL(name, url).href)), Promise.resolve());
      const load = (source) =>
        new Promise((resolve, reject) => {
          const script = inside.document.createElement("script");
          script.src = source;
          script.onload = resolve;
          script.onerror = reject;
          inside.document.body.append(script);
        });
      this.deliver = (data) => inside.dispatchEvent(new inside.MessageEvent("message", { data }));
      load(url).then(
        () => {
          this.ready = true;
          this.waiting.splice(0).forEach(this.deliver);
        },
        (error) => this.onerror && this.onerror(error),
      );
    }
    postMessage(data) {
      if (this.ready) setTimeout(() => this.deliver(data));
      else this.waiting.push(data);
    }
    terminate() {
      this.frame.remove();
    }
  };
