package io.mcpmanager.docker.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.api.server.ResourceUsage.Traffic;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatsReadingTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  /** As engine 20.10 answers with version 1 of control groups. */
  private static final String VERSION_1 = """
      {"read":"2026-11-21T18:28:34.881856355Z","preread":"0001-01-01T00:00:00Z",
       "pids_stats":{"current":2,"limit":32},
       "blkio_stats":{"io_service_bytes_recursive":[
           {"major":254,"minor":0,"op":"Read","value":4096},
           {"major":254,"minor":0,"op":"Write","value":8192},
           {"major":254,"minor":0,"op":"Sync","value":12288},
           {"major":254,"minor":0,"op":"Async","value":0},
           {"major":254,"minor":0,"op":"Total","value":12288},
           {"major":254,"minor":16,"op":"Read","value":1000}],
         "io_serviced_recursive":[{"major":254,"minor":0,"op":"Read","value":7}]},
       "num_procs":0,"storage_stats":{},
       "cpu_stats":{"cpu_usage":{"total_usage":27619367,"percpu_usage":[5088111,22531256],
           "usage_in_kernelmode":20000000,"usage_in_usermode":0},
         "system_cpu_usage":69066040000000,"online_cpus":2,
         "throttling_data":{"periods":7,"throttled_periods":0,"throttled_time":0}},
       "precpu_stats":{"cpu_usage":{"total_usage":999}},
       "memory_stats":{"usage":7720896,"max_usage":3837952,
         "stats":{"cache":12288,"hierarchical_memory_limit":18446744073709551615,
           "inactive_file":5,"total_inactive_file":20896,"total_rss":106496},"limit":67108864},
       "name":"/a","id":"e6c8",
       "networks":{"eth0":{"rx_bytes":1401,"rx_packets":17,"tx_bytes":656,"tx_packets":7},
         "eth1":{"rx_bytes":9,"tx_bytes":4}}}""";

  /** As engine 24 answers with version 2. */
  private static final String VERSION_2 = """
      {"read":"2026-11-21T18:28:44.881856355Z","preread":"0001-01-01T00:00:00Z",
       "pids_stats":{"current":11,"limit":18446744073709551615},
       "blkio_stats":{"io_service_bytes_recursive":[
           {"major":8,"minor":0,"op":"read","value":69632},
           {"major":8,"minor":0,"op":"write","value":512}],"io_serviced_recursive":null},
       "cpu_stats":{"cpu_usage":{"total_usage":1027619367,"usage_in_kernelmode":1,
         "usage_in_usermode":2},"system_cpu_usage":1,"online_cpus":2},
       "memory_stats":{"usage":5000000,
         "stats":{"active_file":1,"inactive_file":1000000,"anon":7},"limit":67108864},
       "networks":{"eth0":{"rx_bytes":1,"tx_bytes":2}}}""";

  /** As the engine answers about a container that has ended. */
  private static final String ENDED = """
      {"read":"0001-01-01T00:00:00Z","preread":"0001-01-01T00:00:00Z","pids_stats":{},
       "blkio_stats":{"io_service_bytes_recursive":null},"num_procs":0,"storage_stats":{},
       "cpu_stats":{"cpu_usage":{"total_usage":0}},"memory_stats":{},"name":"/a","id":"e6c8"}""";

  @Test
  void givenVersion1OfControlGroups_whenRead_thenEverythingIsThereOnce() throws Exception {
    StatsReading reading = read(VERSION_1).orElseThrow();

    assertThat(reading)
        .isEqualTo(new StatsReading(
            Instant.parse("2026-11-21T18:28:34.881856355Z"),
            27_619_367,
            7_700_000,
            2,
            new Traffic(1410, 660, 5096, 8192)));
  }

  @Test
  void givenVersion2OfControlGroups_whenRead_thenItsOwnNamesAreKnown() throws Exception {
    StatsReading reading = read(VERSION_2).orElseThrow();

    assertThat(reading.memoryBytes()).isEqualTo(4_000_000);
    assertThat(reading.processes()).isEqualTo(11);
    assertThat(reading.traffic()).isEqualTo(new Traffic(1, 2, 69_632, 512));
  }

  @Test
  void givenContainerThatHasEnded_whenRead_thenNothingIsTold() throws Exception {
    assertThat(read(ENDED)).isEmpty();
  }

  @Test
  void givenContainerWithoutNetwork_whenRead_thenItHasMovedNothing() throws Exception {
    StatsReading reading = read("{\"read\":\"2026-11-21T18:28:34Z\"}").orElseThrow();

    assertThat(reading.traffic()).isEqualTo(new Traffic(0, 0, 0, 0));
  }

  @Test
  void givenReadingBefore_whenMadeUsage_thenTheShareIsOfOneProcessorBetweenBoth() throws Exception {
    StatsReading before = read(VERSION_1).orElseThrow();
    StatsReading after = read(VERSION_2).orElseThrow();

    ResourceUsage first = before.asUsage(NOW, null);
    ResourceUsage second = after.asUsage(NOW, before);

    assertThat(first.cpuShare()).isEmpty();
    assertThat(first.cpu()).contains(Duration.ofNanos(27_619_367));
    assertThat(second.cpuShare()).hasValue(10.0);
    assertThat(second.memory()).hasValue(4_000_000);
    assertThat(second.sampledAt()).isEqualTo(NOW);
  }

  @Test
  void givenSameReadingTwice_whenMadeUsage_thenThereIsNoShare() throws Exception {
    StatsReading reading = read(VERSION_1).orElseThrow();

    assertThat(reading.asUsage(NOW, reading).cpuShare()).isEmpty();
  }

  @Test
  void givenAnswerThatBreaksOff_whenRead_thenItIsRefused() {
    String half = VERSION_1.substring(0, VERSION_1.length() / 2);

    assertThatThrownBy(() -> read(half)).isInstanceOf(IOException.class);
  }

  @Test
  void givenAnswerOfAnotherShape_whenRead_thenNothingIsTold() throws Exception {
    assertThat(read("[1,2]")).isEmpty();
    assertThat(read("")).isEmpty();
    assertThat(read("{\"read\":\"soon\",\"cpu_stats\":[],\"networks\":7}")).isEmpty();
  }

  private static Optional<StatsReading> read(String answer) throws IOException {
    return StatsReading.read(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
  }
}
