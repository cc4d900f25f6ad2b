package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;

/** How somebody does what a page offers: with a mouse, or with the keyboard alone. */
enum Hands {
  MOUSE {
    @Override
    void press(Locator wanted) {
      wanted.click();
    }

    @Override
    void write(Locator field, String text) {
      field.fill(text);
    }

    @Override
    void choose(Locator select, String option) {
      var ignored = select.selectOption(option);
    }
  },

  /** Goes on by Tab, and in menus by arrows; wherever it gets, one sees where that is. */
  KEYBOARD {
    @Override
    void press(Locator wanted) {
      reach(wanted);
      wanted.page().keyboard().press(isTicked(wanted) ? "Space" : "Enter");
    }

    @Override
    void write(Locator field, String text) {
      reach(field);
      field.page().keyboard().press("Control+A");
      field.page().keyboard().insertText(text);
    }

    @Override
    void choose(Locator select, String option) {
      reach(select);
      select.page().keyboard().type(option);
      PlaywrightAssertions.assertThat(select.locator("option:checked")).hasText(option);
    }
  };

  private static final int MOST_STEPS = 300;

  /** By an outline or a shadow, of its own or of what it spreads over its row. */
  private static final String IS_MARKED = """
      [null, '::after'].map(part => getComputedStyle(element, part)).some(style =>
        style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none')""";

  /** Presses a button, follows a link or ticks a box. */
  abstract void press(Locator wanted);

  abstract void write(Locator field, String text);

  /** Chooses what is called so. */
  abstract void choose(Locator select, String option);

  private static void reach(Locator wanted) {
    PlaywrightAssertions.assertThat(wanted).isVisible();
    Page page = wanted.page();
    String key = "menuitem".equals(wanted.getAttribute("role")) ? "ArrowDown" : "Tab";
    for (int step = 0; !has(wanted, "element === document.activeElement"); step++) {
      assertThat(step).as("steps by %s to %s", key, wanted).isLessThan(MOST_STEPS);
      page.keyboard().press(key);
    }
    assertThat(has(wanted, "element.matches(':focus-visible') && " + IS_MARKED))
        .as("one sees that %s has the focus", wanted)
        .isTrue();
  }

  private static boolean isTicked(Locator wanted) {
    return has(wanted, "['checkbox', 'radio'].includes(element.type)");
  }

  private static boolean has(Locator wanted, String condition) {
    return (Boolean) wanted.evaluate("element => " + condition);
  }
}
