package io.mcpmanager.api.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.secret.SecretReference.Kind;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretReferenceTest {

  @Test
  void givenAProcess_whenSearched_thenEveryReferenceIsNamedWithItsField() {
    var launch = new ProcessLaunch(
        "cmd",
        List.of("a", "--key=${secret:A}"),
        Map.of("T", "x ${secret:B} ${credential:C} ${HOME} ${secret:}"),
        null,
        URI.create("http://localhost:1/$%7Bsecret:vault:d/e%7D"));

    assertThat(SecretReference.in(launch))
        .containsExactly(
            new SecretReference(Kind.SECRET, "A", "arguments[1]"),
            new SecretReference(Kind.SECRET, "B", "environment.T"),
            new SecretReference(Kind.CREDENTIAL, "C", "environment.T"),
            new SecretReference(Kind.SECRET, "vault:d/e", "endpoint"));
  }

  @Test
  void givenARemoteServer_whenReplaced_thenValuesInItsUrlAreEncoded() {
    var launch = new RemoteLaunch(
        URI.create(SecretReference.encodedForUri("https://a.example/${secret:P}?k=${secret:Q}")),
        Map.of("Authorization", "Bearer ${secret:T}", "X-User", "${credential:U}"));

    var replaced = (RemoteLaunch) SecretReference.replace(
        launch,
        reference -> reference.kind() == Kind.CREDENTIAL
            ? Optional.empty()
            : Optional.of("$1 /&" + reference.name()));

    assertThat(replaced.url())
        .isEqualTo(URI.create("https://a.example/%241%20%2F%26P?k=%241%20%2F%26Q"));
    assertThat(replaced.headers()).isEqualTo(Map.of("Authorization", "Bearer $1 /&T"));
    assertThat(SecretReference.readable(launch.url()))
        .isEqualTo("https://a.example/${secret:P}?k=${secret:Q}");
  }

  @Test
  void givenAContainer_whenReplaced_thenOnlyWhatMayReferIsChanged() {
    var launch = ContainerLaunch.of("image")
        .withEnvironment(Map.of("T", "${secret:A}"))
        .withPull(new ImagePull(ImagePull.Policy.ALWAYS, "${secret:U}", "${secret:P}"));

    var replaced = (ContainerLaunch)
        SecretReference.replace(launch, reference -> Optional.of(reference.field()));

    assertThat(replaced)
        .isEqualTo(launch
            .withEnvironment(Map.of("T", "environment.T"))
            .withPull(new ImagePull(ImagePull.Policy.ALWAYS, "pull.username", "pull.password")));
  }

  @Test
  void givenNoReference_whenReplaced_thenTheLaunchIsTheSame() {
    var launch = ProcessLaunch.of("cmd", "$x", "${y}");

    assertThat(SecretReference.replace(launch, reference -> Optional.empty())).isEqualTo(launch);
  }

  @Test
  void givenAnArgumentWithoutAValue_whenReplaced_thenItIsEmpty() {
    assertThat(SecretReference.replace(
            ProcessLaunch.of("cmd", "${credential:A}"), reference -> Optional.empty()))
        .isEqualTo(ProcessLaunch.of("cmd", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"${secret:A}", "Bearer ${secret:A}", "${credential:A}", "token ${secret:v:k}"})
  void givenAReferenceAlone_whenAsked_thenItMayBeShown(String text) {
    assertThat(SecretReference.isOnly(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "hunter2 and ${secret:A}", "${secret:A}x", "p-${secret:A}", "${HOME}"})
  void givenAnythingElse_whenAsked_thenItMayNotBeShown(String text) {
    assertThat(SecretReference.isOnly(text)).isFalse();
  }

  @Test
  void givenASecretValue_whenPrinted_thenItIsNot() {
    assertThat(SecretValue.of("x")).hasToString("***");
    assertThat(SecretValue.of("x").reveal()).isEqualTo("x");
  }
}
