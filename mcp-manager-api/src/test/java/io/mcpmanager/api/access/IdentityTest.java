package io.mcpmanager.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class IdentityTest {

  private static final Principal ADA = new Principal("user:ada", Principal.Kind.USER);
  private static final Grants READ = Grants.of(Permission.of(Area.SERVERS, Action.READ));

  @Test
  void givenSomebodyOfTwoTenants_whenNoneIsNamed_thenTheFirstIsMeant() {
    CallContext context =
        identity().context(Optional.empty(), "r1", "127.0.0.1").orElseThrow();

    assertThat(context.tenant()).isEqualTo("blue");
    assertThat(context.grants()).isEqualTo(READ);
    assertThat(context.principal()).isEqualTo(ADA);
    assertThat(context.address()).isEqualTo("127.0.0.1");
  }

  @Test
  void givenSomebodyOfTwoTenants_whenOneIsNamed_thenTheyMayThereWhatTheyMayThere() {
    assertThat(identity().context(Optional.of("red"), "r1", "").orElseThrow().grants())
        .isEqualTo(Grants.ALL);
    assertThat(identity().context(Optional.of("green"), "r1", "")).isEmpty();
  }

  @Test
  void givenSomebodyOfNoTenant_whenMade_thenItIsRefused() {
    assertThatThrownBy(
            () -> new Identity(ADA, "Ada", List.of(), "key:1", "default", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenCredentials_whenPrinted_thenNothingSecretIsShown() {
    var signIn = new Authentication.SignIn(
        "s3cret", new Authentication.SignedIn(identity(), "s3cret", Optional.of("s3cret")));

    assertThat(signIn.toString()).doesNotContain("s3cret");
    assertThat(new Authentication.PasswordSignIn("ada", "s3cret", "s3cret").toString())
        .doesNotContain("s3cret")
        .contains("ada");
    assertThat(new Authentication.Tokens("s3cret", 1, "s3cret", 2).toString())
        .doesNotContain("s3cret");
    assertThat(new Access.SecondFactorSetup("s3cret", "s3cret").toString())
        .doesNotContain("s3cret");
  }

  private static Identity identity() {
    return new Identity(
        ADA,
        "Ada",
        List.of(new Identity.Membership("blue", READ), new Identity.Membership("red", Grants.ALL)),
        "session:1",
        "default",
        Optional.empty());
  }
}
