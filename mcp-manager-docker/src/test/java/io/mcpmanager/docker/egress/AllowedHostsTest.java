package io.mcpmanager.docker.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AllowedHostsTest {

  private static final AllowedHosts ALLOWED = new AllowedHosts(List.of(
      "Api.Example.com",
      "*.Sub.example.com",
      "other.org:8443",
      "*.deep.org:81",
      "10.1.2.3:99",
      "bad:99999"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.example.com:443",
        "API.example.COM:80",
        "api.example.com.:443",
        "a.sub.example.com:80",
        "a.b.sub.example.com:443",
        "other.org:8443",
        "x.deep.org:81",
        "10.1.2.3:99"
      })
  void givenAnAllowedHost_whenAskedFor_thenItIsCovered(String asked) {
    assertThat(ALLOWED.cover(EgressTarget.parse(asked, 0))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com:443",
        "api.example.com:8080",
        "api.example.com.evil.org:443",
        "evilapi.example.com:443",
        "x.api.example.com:443",
        "sub.example.com:443",
        "evilsub.example.com:443",
        "other.org:443",
        "x.other.org:8443",
        "deep.org:81",
        "10.1.2.3:80",
        "10.1.2.4:99"
      })
  void givenAnythingElse_whenAskedFor_thenItIsNotCovered(String asked) {
    assertThat(ALLOWED.cover(EgressTarget.parse(asked, 0))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.1:80",
        "2130706433:80",
        "0x7f000001:80",
        "0x7f.0.0.1:80",
        "a.0x1:80",
        "010.0.0.1:80",
        "127.0.0.01:80",
        "256.1.1.1:80",
        "1.2.3.4.5:80",
        "example.com.1:80",
        "[::1]:80",
        "[::ffff:127.0.0.1]:80",
        "user@example.com:80",
        "example.com@evil.org:80",
        "example.com:80:90",
        "example.com:",
        "example.com:0",
        "example.com:65536",
        "example.com:99999999999",
        "example.com:+80",
        "exa mple.com:80",
        "example..com:80",
        ".example.com:80",
        "-example.com:80",
        "example.com..:80",
        "example.com%2eevil.org:80",
        "example.com\u0000.evil.org:80",
        "ex\u00e4mple.com:80",
        "example.com/x:80",
        "*.example.com:80",
        ":80",
        ""
      })
  void givenAnOddHost_whenRead_thenItIsRefused(String asked) {
    assertThatThrownBy(() -> EgressTarget.parse(asked, 0)).isInstanceOf(EgressRefusal.class);
  }

  @Test
  void givenAPatternBelowAnAddress_whenAnAddressIsAskedFor_thenItIsNotCovered() {
    var allowed = new AllowedHosts(List.of("*.0.0.1"));

    assertThat(allowed.cover(EgressTarget.parse("127.0.0.1:80", 0))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1.1.1.1,true",
    "93.184.216.34,true",
    "2606:4700::1111,true",
    "127.0.0.1,false",
    "127.255.1.2,false",
    "0.0.0.0,false",
    "10.0.0.1,false",
    "100.100.100.200,false",
    "168.63.129.16,false",
    "169.254.169.254,false",
    "172.16.0.1,false",
    "172.31.255.255,false",
    "172.32.0.1,true",
    "192.168.1.1,false",
    "192.0.0.192,false",
    "198.18.0.1,false",
    "198.19.255.255,false",
    "224.0.0.1,false",
    "255.255.255.255,false",
    "::1,false",
    "::,false",
    "::ffff:127.0.0.1,false",
    "::127.0.0.1,false",
    "fe80::1,false",
    "fc00::1,false",
    "fd00:ec2::254,false",
    "ff02::1,false",
    "64:ff9b::7f00:1,false",
    "2002:7f00:1::,false",
    "2001::1,false",
    "2001:db8::1,false"
  })
  void givenAnAddress_whenJudged_thenOnlyPublicOnesAre(String address, boolean expected) {
    assertThat(AddressRanges.isPublic(AddressRanges.literal(address))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "example.com", "", "a.b"})
  void givenAName_whenTakenForAnAddress_thenNothingIsLookedUp(String name) {
    assertThatThrownBy(() -> AddressRanges.literal(name))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
