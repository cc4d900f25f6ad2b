package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.mcpmanager.testkit.Requires;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The parts that all pages are made of, by keyboard. */
@Requires("chromium")
final class StyleguideIT {

  /** What has the focus: how it is called, and what is wrong with how that shows. */
  private static final String FOCUSED = """
      () => {
        const one = document.activeElement;
        if (one === document.body) return null;
        const box = one.getBoundingClientRect();
        const style = getComputedStyle(one);
        const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        const wrong = [];
        if (!shown) wrong.push('its focus does not show');
        if (box.bottom <= 0 || box.top >= innerHeight) wrong.push('it is out of sight');
        return `${one.tagName} ${(one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 40)}: ${wrong.join(', ')}`;
      }""";

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.open();

  private Page page;

  @BeforeEach
  void open() {
    page = dashboard.signedInPage("/styleguide");
    EveryPageIT.settle(page);
  }

  @Test
  void givenAllParts_whenWalkedThroughByTab_thenEachIsReachedAndSaysThatItHasTheFocus() {
    var walked = new ArrayList<String>();
    for (int i = 0; i < 200; i++) {
      page.keyboard().press("Tab");
      Object focused = page.evaluate(FOCUSED);
      if (focused == null) {
        break;
      }
      walked.add(focused.toString());
    }

    assertThat(walked).first().asString().startsWith("A Skip to the content");
    assertThat(walked).hasSizeBetween(40, 199);
    assertThat(walked).allSatisfy(one -> assertThat(one).endsWith(": "));
  }

  @Test
  void givenTabs_whenArrowsArePressed_thenTheNextPanelIsShown() {
    tab("First").focus();

    page.keyboard().press("ArrowRight");

    assertThat(tab("Second")).isFocused();
    assertThat(page.getByText("The second panel.")).isVisible();
    page.keyboard().press("Home");
    assertThat(tab("First")).isFocused();
    assertThat(page.getByText("The first panel.")).isVisible();
  }

  @Test
  void givenDialog_whenOpenedByKeyboard_thenItHoldsTheFocusAndGivesItBack() {
    Locator opens = button("Open a dialog");
    opens.focus();

    page.keyboard().press("Enter");

    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).isVisible();
    assertSound();
    for (int i = 0; i < 5; i++) {
      page.keyboard().press("Tab");
      assertThat(
              page.evaluate(
                  "document.activeElement === document.body || !!document.activeElement.closest('dialog')"))
          .isEqualTo(true);
    }
    page.keyboard().press("Escape");
    assertThat(dialog).isHidden();
    assertThat(opens).isFocused();
  }

  @Test
  void givenQuestionBeforeALoss_whenAsked_thenItBeginsAtCancelAndNamesWhatIsLost() {
    Locator asks = button("Delete…");
    asks.focus();
    page.keyboard().press("Enter");

    Locator question = page.getByRole(AriaRole.ALERTDIALOG);
    assertThat(question).containsText("1,204 log lines");
    assertThat(button("Cancel")).isFocused();
    assertSound();
    page.keyboard().press("Enter");

    assertThat(question).isHidden();
    assertThat(asks).isFocused();
    assertThat(page.getByText("Kept")).isVisible();
    asks.click();
    button("Delete files").click();
    assertThat(page.getByText("Deleted")).isVisible();
  }

  @Test
  void givenNotice_whenItIsThere_thenItsActionCanBeReachedAndItDoesNotStandInTheWay() {
    button("Notice").click();
    assertThat(page.getByText("It has stopped")).isVisible();
    assertSound();

    button("Undo").focus();
    page.keyboard().press("Space");

    assertThat(page.getByText("It has stopped")).isHidden();
    assertThat(page.getByText("Undone")).isVisible();
  }

  @Test
  void givenTable_whenAHeadingIsPressed_thenItIsSortedAndSaysSo() {
    Locator calls =
        page.getByRole(AriaRole.COLUMNHEADER, new Page.GetByRoleOptions().setName("Calls"));
    calls.getByRole(AriaRole.BUTTON).press("Enter");

    assertThat(calls).hasAttribute("aria-sort", "ascending");
    assertThat(page.getByRole(AriaRole.ROWHEADER))
        .hasText(new String[] {"memory", "search", "files"});
    calls.getByRole(AriaRole.BUTTON).press("Space");
    assertThat(calls).hasAttribute("aria-sort", "descending");
  }

  @Test
  void givenLongList_whenItsEndIsAsked_thenOnlyWhatIsSeenIsInTheDocument() {
    Locator list =
        page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("A thousand rows"));
    list.focus();

    page.keyboard().press("End");

    assertThat(list.getByText("Row 1000")).isVisible();
    assertThat(list.getByRole(AriaRole.LISTITEM).count()).isLessThan(60);
    assertThat(list.getByRole(AriaRole.LISTITEM).last()).hasAttribute("aria-posinset", "1000");
  }

  /** Looks at what is open now, in both themes. */
  private void assertSound() {
    Axe.check(page);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    List<String> faint = Axe.faintTexts(page);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    assertThat(faint).isEmpty();
  }

  private Locator tab(String name) {
    return page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name));
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
