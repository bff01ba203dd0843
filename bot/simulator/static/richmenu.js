// The rich menu: its picture with tappable areas, and the bar that folds it.

import { button, el, icon } from "./dom.js";

export class RichMenu {
  constructor(phone) {
    this.phone = phone;
    this.shownId = null;
    this.folded = false;
    this.picture = el("div", { class: "menu-picture" });
    this.words = el("span");
    this.bar = button([icon("menu"), this.words, icon("down")], "menu-bar", () => this.fold(!this.folded));
    this.node = el("div", { class: "menu", hidden: true }, this.bar, this.picture);
  }

  /** Show this menu, or none. The picture is drawn anew only for another menu. */
  show(menu) {
    this.node.hidden = !menu;
    if (!menu) {
      this.shownId = null;
      return;
    }
    this.words.textContent = menu.chatBarText;
    if (menu.richMenuId === this.shownId) return;
    this.shownId = menu.richMenuId;
    this.draw(menu);
    this.fold(!menu.selected);
  }

  draw(menu) {
    const { width, height } = menu.size;
    const percent = (part, whole) => `${(100 * part) / whole}%`;
    const areas = menu.areas.map(({ bounds, action }) =>
      button("", "menu-area", () => this.phone.tap(action), {
        "aria-label": String(action.label ?? action.displayText ?? action.text ?? action.type),
        style: {
          left: percent(bounds.x, width),
          top: percent(bounds.y, height),
          width: percent(bounds.width, width),
          height: percent(bounds.height, height),
        },
      }),
    );
    const image = el("img", { src: `/simulator/menu-picture/${menu.richMenuId}`, alt: menu.name, width, height });
    this.picture.replaceChildren(image, ...areas);
  }

  fold(folded) {
    this.folded = folded;
    this.picture.hidden = folded;
    this.bar.setAttribute("aria-expanded", String(!folded));
    this.phone.toEnd?.();
  }
}
