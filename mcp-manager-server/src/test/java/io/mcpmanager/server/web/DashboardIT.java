package io.mcpmanager.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.mcpmanager.testkit.Requires;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether the tests of the page would notice what they are there to notice. */
@Requires("chromium")
final class DashboardIT {

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed();

  @Test
  void givenPictureThatIsNotThereAndHasNoText_whenLookedAt_thenTheKitKnows() {
    dashboard.expect("status of 404 .*/no-such-picture");
    Page page = dashboard.signedInPage();

    var ignored = page.evaluate("""
        document.querySelector('main').append(Object.assign(new Image(), { src: '/no-such-picture' }))""");

    assertThat(Axe.violations(page)).anySatisfy(text -> assertThat(text).startsWith("image-alt: "));
    assertThat(dashboard.complaints()).hasSize(1);
  }
}
