package io.mcpmanager.docker.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenPortsTest {

  @TempDir
  private Path tables;

  @Test
  void givenListeners_whenDescribed_thenThoseAtAllAddressesAreNamed() throws IOException {
    Files.writeString(tables.resolve("tcp"), """
          sl  local_address rem_address   st tx_queue rx_queue
           0: 00000000:0016 00000000:0000 0A 00000000:00000000
           1: 0100007F:0BB8 00000000:0000 0A 00000000:00000000
           2: 00000000:1F90 0200000A:0050 01 00000000:00000000
        """);
    Files.writeString(tables.resolve("tcp6"), """
          sl  local_address                         remote_address                        st
           0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A
           1: 00000000000000000000000001000000:0051 00000000000000000000000000000000:0000 0A
           2: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A
        """);
    Files.writeString(tables.resolve("udp"), """
          sl  local_address rem_address   st tx_queue rx_queue
           0: 00000000:14E9 00000000:0000 07 00000000:00000000
        """);

    assertThat(new OpenPorts(tables).describe()).contains("TCP 22, 80 and UDP 5353");
  }

  @Test
  void givenNoTables_whenDescribed_thenNothingIsKnown() {
    assertThat(new OpenPorts(tables.resolve("absent")).describe()).isEmpty();
  }
}
