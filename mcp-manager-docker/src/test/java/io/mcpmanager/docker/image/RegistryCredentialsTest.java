package io.mcpmanager.docker.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.ImagePull.Policy;
import io.mcpmanager.docker.engine.EngineFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryCredentialsTest {

  @TempDir
  private Path home;

  @Test
  void givenADefinitionWithCredentials_whenAsked_thenTheyWin() throws Exception {
    configure("{\"auths\":{\"r.test\":{\"auth\":\"" + base64("file:word") + "\"}}}");

    JsonNode found =
        of("r.test/a", new ImagePull(Policy.ALWAYS, "anna", "secret")).orElseThrow();

    assertThat(found.path("username").asText()).isEqualTo("anna");
    assertThat(found.path("password").asText()).isEqualTo("secret");
    assertThat(found.path("serveraddress").asText()).isEqualTo("r.test");
  }

  @Test
  void givenAFile_whenAsked_thenTheRegistryIsFoundUnderOldAndNewKeys() throws Exception {
    configure("{\"auths\":{\"https://old.test/v1/\":{\"auth\":\"" + base64("o:1:2") + "\"},"
        + "\"https://index.docker.io/v1/\":{\"auth\":\"" + base64("hub:x") + "\"},"
        + "\"token.test\":{\"identitytoken\":\"abc\"},\"bad.test\":{\"auth\":\"%%%\"},"
        + "\"empty.test\":{}}}");

    assertThat(
            of("old.test/a", ImagePull.DEFAULT).orElseThrow().path("password").asText())
        .isEqualTo("1:2");
    assertThat(of("busybox", ImagePull.DEFAULT).orElseThrow().path("username").asText())
        .isEqualTo("hub");
    assertThat(of("token.test/a", ImagePull.DEFAULT)
            .orElseThrow()
            .path("identitytoken")
            .asText())
        .isEqualTo("abc");
    assertThat(of("bad.test/a", ImagePull.DEFAULT)).isEmpty();
    assertThat(of("empty.test/a", ImagePull.DEFAULT)).isEmpty();
    assertThat(of("other.test/a", ImagePull.DEFAULT)).isEmpty();
  }

  @Test
  void givenNoFileOrABrokenOne_whenAsked_thenThereAreNone() throws Exception {
    assertThat(of("r.test/a", ImagePull.DEFAULT)).isEmpty();
    configure("{\"auths\": nonsense");
    assertThat(of("r.test/a", ImagePull.DEFAULT)).isEmpty();
  }

  @Test
  void givenAHelper_whenAsked_thenItIsRunWithTheRegistry() throws Exception {
    helper("keeper", """
        read -r registry
        echo "{\\"ServerURL\\":\\"$registry\\",\\"Username\\":\\"anna\\",\\"Secret\\":\\"for $registry\\"}"
        """);
    helper("tokens", "echo '{\"Username\":\"<token>\",\"Secret\":\"t0ken\"}'");
    configure("{\"credsStore\":\"keeper\",\"credHelpers\":{\"t.test\":\"tokens\"}}");

    assertThat(of("r.test/a", ImagePull.DEFAULT).orElseThrow().path("password").asText())
        .isEqualTo("for r.test");
    assertThat(of("t.test/a", ImagePull.DEFAULT)
            .orElseThrow()
            .path("identitytoken")
            .asText())
        .isEqualTo("t0ken");
  }

  @Test
  void givenAHelperThatIsOfNoHelp_whenAsked_thenTheFileIsUsed() throws Exception {
    helper("fails", "echo 'credentials not found in native keychain'; exit 1");
    helper("breaks", "exit 3");
    helper("babbles", "echo '<html>'");
    String auths = ",\"auths\":{\"r.test\":{\"auth\":\"" + base64("file:word") + "\"}}}";
    for (String name : new String[] {"fails", "breaks", "babbles", "absent", "../../bin/sh"}) {
      configure("{\"credsStore\":\"" + name + "\"" + auths);

      assertThat(
              of("r.test/a", ImagePull.DEFAULT).orElseThrow().path("username").asText())
          .as(name)
          .isEqualTo("file");
    }
  }

  private Optional<JsonNode> of(String image, ImagePull pull) throws Exception {
    var finder = EngineFinder.of(null, Map.of("PATH", home.resolve("bin") + ":/nonexistent"), home);
    Optional<String> header = new RegistryCredentials(finder).header(ImageName.parse(image), pull);
    return header.isEmpty()
        ? Optional.empty()
        : Optional.of(new ObjectMapper().readTree(Base64.getUrlDecoder().decode(header.get())));
  }

  private void configure(String json) throws Exception {
    Files.createDirectories(home.resolve(".docker"));
    Files.writeString(home.resolve(".docker/config.json"), json);
  }

  private void helper(String name, String script) throws Exception {
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path program = bin.resolve("docker-credential-" + name);
    Files.writeString(program, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
