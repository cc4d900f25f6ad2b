package io.mcpmanager.examples.interop;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** What is on a page of the dashboard, by what people call it. */
final class PageParts {

  static Locator main(Page page) {
    return page.getByRole(AriaRole.MAIN);
  }

  static Locator heading(Page page, String text) {
    return page.getByRole(AriaRole.HEADING, ofPage(text));
  }

  static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, ofPage(name));
  }

  static Locator button(Page page, Pattern name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  /** A link to another page, beside the content. */
  static Locator navigation(Page page, Pattern name) {
    return page.getByRole(AriaRole.NAVIGATION, ofPage("Pages"))
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name));
  }

  static Locator link(Page page, String name) {
    return main(page).getByRole(AriaRole.LINK, named(name));
  }

  static Locator link(Page page, Pattern name) {
    return main(page).getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name));
  }

  /** What leads to where servers are added. */
  static Locator add(Page page) {
    return link(page, Pattern.compile("^Add a (server|command)$"));
  }

  static Locator field(Page page, String label) {
    return main(page).getByLabel(label, new Locator.GetByLabelOptions().setExact(true));
  }

  /** How the server is whose page this is. */
  static Locator stateOf(Page page) {
    return main(page).locator(".server-summary .badge").first();
  }

  static Page.GetByRoleOptions ofPage(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }

  private PageParts() {}
}
