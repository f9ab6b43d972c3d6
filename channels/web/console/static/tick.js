// A clock that goes on while the page is in the background.
setInterval(() => postMessage("tick"), 12000);
