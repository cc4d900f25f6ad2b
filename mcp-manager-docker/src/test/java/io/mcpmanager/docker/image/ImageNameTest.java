package io.mcpmanager.docker.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageNameTest {

  private static final String DIGEST =
      "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @ParameterizedTest
  @CsvSource({
    "busybox,                     docker.io,        library/busybox, busybox,                latest",
    "busybox:1.36,                docker.io,        library/busybox, busybox,                1.36",
    "mcp/fetch:1.2,               docker.io,        mcp/fetch,       mcp/fetch,              1.2",
    "docker.io/mcp/fetch,         docker.io,        mcp/fetch,       mcp/fetch,              latest",
    "index.docker.io/mcp/fetch,   docker.io,        mcp/fetch,       mcp/fetch,              latest",
    "ghcr.io/a/b/c:x,             ghcr.io,          a/b/c,           ghcr.io/a/b/c,          x",
    "localhost/a:1,               localhost,        a,               localhost/a,            1",
    "127.0.0.1:5000/a,            127.0.0.1:5000,   a,               127.0.0.1:5000/a,       latest",
    "host:5000/a/b:2,             host:5000,        a/b,             host:5000/a/b,          2"
  })
  void givenAName_whenTakenApart_thenItIsAsDockerDoes(
      String name, String registry, String repository, String familiar, String version) {
    ImageName image = ImageName.parse(name);

    assertThat(image.registry()).isEqualTo(registry);
    assertThat(image.repository()).isEqualTo(repository);
    assertThat(image.familiar()).isEqualTo(familiar);
    assertThat(image.version()).isEqualTo(version);
  }

  @Test
  void givenADigest_whenTakenApart_thenItTellsTheImage() {
    ImageName image = ImageName.parse("host:5000/a:1@" + DIGEST);

    assertThat(image.version()).isEqualTo(DIGEST);
    assertThat(image.familiar()).isEqualTo("host:5000/a");
    assertThat(image.digestIn("host:5000/a@" + DIGEST)).contains(DIGEST);
    assertThat(image.digestIn("other:5000/a@" + DIGEST)).isEmpty();
    assertThat(ImageName.parse("busybox").digestIn("busybox@" + DIGEST)).contains(DIGEST);
  }
}
