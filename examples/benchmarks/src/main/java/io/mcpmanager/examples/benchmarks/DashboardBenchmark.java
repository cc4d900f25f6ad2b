package io.mcpmanager.examples.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** How quick the dashboard is in a real browser, with few and many servers, and whether it stays so. */
final class DashboardBenchmark {

  private static final int FEW = 10;
  private static final int SOME = 100;
  private static final int MANY = 1000;
  private static final int FLOOD = 1000;
  private static final int BURST_MILLIS = 200;

  private final RunningManager manager;
  private final Chromium chromium;
  private final Length length;
  private int servers;

  /** How much of everything is measured. */
  private enum Length {
    SHORT(2, 20, 10, 30),
    USUAL(7, 200, 60, 180),
    LONG(7, 200, 60, 600);

    private final int views;
    private final int events;
    private final int seconds;
    private final int memorySeconds;

    Length(int views, int events, int seconds, int memorySeconds) {
      this.views = views;
      this.events = events;
      this.seconds = seconds;
      this.memorySeconds = memorySeconds;
    }
  }

  private DashboardBenchmark(RunningManager manager, Chromium chromium, Length length) {
    this.manager = manager;
    this.chromium = chromium;
    this.length = length;
  }

  static void run(Path folder, boolean shortly, boolean lengthily) throws Exception {
    System.out.printf("%n### dashboard%n%n");
    Optional<Chromium> found = Chromium.start();
    if (found.isEmpty()) {
      System.out.println("Not measured: there is no Chromium on the PATH.");
      return;
    }
    try (Chromium chromium = found.get();
        var manager = RunningManager.start(folder)) {
      System.out.println("Chromium " + chromium.version() + "\n");
      Length length = shortly ? Length.SHORT : lengthily ? Length.LONG : Length.USUAL;
      new DashboardBenchmark(manager, chromium, length).measure();
    }
  }

  private void measure() throws Exception {
    manager.add(document("echo", Programs.echo()), "echo");
    fill(FEW);
    view("overview", "/", "echo");
    fill(SOME);
    view("overview", "/", String.valueOf(SOME));
    view("servers", "/servers", Changes.name(1));
    toPixel();
    log();
    fill(MANY);
    view("overview", "/", "1,000");
    view("servers", "/servers", Changes.name(1));
    changes();
    memory();
  }

  /** Has that many servers, of which one runs. */
  private void fill(int wanted) throws Exception {
    for (; servers < wanted - 1; servers++) {
      manager.create("{\"name\":\"" + Changes.name(servers)
          + "\",\"launch\":{\"kind\":\"process\",\"command\":\"cat\"}}");
    }
  }

  private void view(String name, String path, String content) {
    var arrivals = new ArrayList<WatchedPage.Arrival>();
    for (int i = 0; i < length.views; i++) {
      try (WatchedPage page = chromium.open(manager.port())) {
        arrivals.add(page.open(path, content));
      }
    }
    WatchedPage.Arrival last = arrivals.getLast();
    String rows = row("content painted", arrivals, WatchedPage.Arrival::content)
        + row("interactive", arrivals, WatchedPage.Arrival::interactive);
    System.out.printf(
        Locale.ROOT,
        "| %s, %d servers, empty cache, %d views | median | worst |%n| --- | ---: | ---: |%n%s"
            + "%n%d requests, %.0f KB%n%n",
        name,
        servers + 1,
        length.views,
        rows,
        last.requests(),
        last.bytes() / 1e3);
  }

  private static String row(
      String name,
      List<WatchedPage.Arrival> arrivals,
      ToDoubleFunction<WatchedPage.Arrival> moment) {
    List<Double> millis = arrivals.stream().mapToDouble(moment).boxed().toList();
    return String.format(
        Locale.ROOT,
        "| %s | %.0f ms | %.0f ms |%n",
        name,
        WatchedPage.quantile(millis, 0.5),
        WatchedPage.most(millis));
  }

  private void toPixel() throws Exception {
    System.out.println("| from the request until it is painted | p50 | p95 | p99 |");
    System.out.println("| --- | ---: | ---: | ---: |");
    for (String path : List.of("/servers", "/servers/" + Changes.name(0))) {
      try (WatchedPage page = chromium.open(manager.port())) {
        WatchedPage.Arrival ignored = page.open(path, Changes.name(0));
        printQuantiles("state of a server, " + path, changeAndLook(page, 0));
      }
    }
    manager.add(document("slow", Programs.command(ChattyServer.class.getName(), "5")), "slow");
    try (WatchedPage page = chromium.open(manager.port())) {
      WatchedPage.Arrival ignored = page.open("/servers/slow/logs", " at ");
      printQuantiles("line of the log, 5/s", page.watch(length.seconds * 1000.0).ages());
    }
    manager.delete("slow");
    System.out.println();
  }

  private List<Double> changeAndLook(WatchedPage page, int server) {
    var millis = new ArrayList<Double>();
    for (int i = 0; i < length.events; i++) {
      boolean away = i % 2 == 0;
      millis.add(page.toPixel(
          away ? "POST" : "DELETE", Changes.path(server), away ? "maintenance" : "stopped"));
      // not in step with the frames
      page.pause(50 + i * 37 % 50);
    }
    return millis;
  }

  private static void printQuantiles(String name, List<Double> millis) {
    System.out.printf(
        Locale.ROOT,
        "| %s (%d) | %.0f ms | %.0f ms | %.0f ms |%n",
        name,
        millis.size(),
        WatchedPage.quantile(millis, 0.5),
        WatchedPage.quantile(millis, 0.95),
        WatchedPage.quantile(millis, 0.99));
  }

  private void log() throws Exception {
    manager.add(
        document("chatty", Programs.command(ChattyServer.class.getName(), "" + FLOOD)), "chatty");
    try (WatchedPage page = chromium.open(manager.port())) {
      WatchedPage.Arrival ignored = page.open("/servers/chatty/logs", " at ");
      WatchedPage.Watched seen = page.watch(length.seconds * 1000.0);
      System.out.println("| its log tab, " + FLOOD + " lines/s for " + length.seconds + " s | |");
      System.out.println("| --- | ---: |");
      printFrames(seen);
      System.out.printf(
          Locale.ROOT,
          "| newest line in a frame, age, p50 and p99 | %.0f ms, %.0f ms |%n",
          WatchedPage.quantile(seen.ages(), 0.5),
          WatchedPage.quantile(seen.ages(), 0.99));
      System.out.printf("| newest line at the end | %d |%n%n", seen.newestLine());
    }
    manager.delete("chatty");
  }

  private static void printFrames(WatchedPage.Watched seen) {
    System.out.printf("| frames | %d |%n", seen.gaps().size());
    System.out.printf(
        Locale.ROOT, "| longest gap between frames | %.0f ms |%n", WatchedPage.most(seen.gaps()));
    System.out.printf(
        "| gaps over %d ms | %d |%n",
        BURST_MILLIS, seen.gaps().stream().filter(gap -> gap > BURST_MILLIS).count());
    System.out.printf(Locale.ROOT, "| longest task | %.0f ms |%n", WatchedPage.most(seen.tasks()));
  }

  private void changes() throws Exception {
    try (WatchedPage page = chromium.open(manager.port());
        Changes ignored = Changes.begin(manager.port(), servers - 1, 50)) {
      WatchedPage.Arrival arrived = page.open("/servers", Changes.name(1));
      WatchedPage.Watched seen = page.watchScrolling(length.seconds * 500.0);
      System.out.printf(
          Locale.ROOT,
          "| servers, %d of them, 50 changes/s, while it is scrolled for %d s | |%n",
          servers + 1,
          length.seconds / 2);
      System.out.println("| --- | ---: |");
      printFrames(seen);
      System.out.println();
      System.out.println("| meanwhile | p50 | p95 | p99 |");
      System.out.println("| --- | ---: | ---: | ---: |");
      printQuantiles("searched, until the list is painted", searches(page));
      // of one that nobody else changes
      int own = servers - 1;
      double found = page.search(Changes.name(own), Changes.name(1));
      if (found > 0 && arrived.requests() > 0) {
        printQuantiles("state of a server, until it is painted", changeAndLook(page, own));
      }
      System.out.println();
    }
  }

  private List<Double> searches(WatchedPage page) {
    var millis = new ArrayList<Double>();
    for (int i = 0; i < length.events / 10; i++) {
      millis.add(page.search(Changes.name(100 + i), Changes.name(99 + i)));
      page.pause(100);
    }
    return millis;
  }

  private void memory() throws Exception {
    manager.add(document("chatty", Programs.command(ChattyServer.class.getName(), "50")), "chatty");
    var pages = new ArrayList<WatchedPage>();
    try (Changes ignored = Changes.begin(manager.port(), servers, 20)) {
      List<String> paths = List.of("/", "/servers", "/servers/chatty/logs", "/events");
      for (String path : paths) {
        WatchedPage page = chromium.open(manager.port());
        pages.add(page);
        page.open(path, path.endsWith("logs") ? " at " : "server");
      }
      System.out.println(
          "| live heap, nodes and listeners after | " + String.join(" | ", paths) + " |");
      System.out.println("| --- |" + " ---: |".repeat(paths.size()));
      long begin = System.nanoTime();
      int samples = 6;
      for (int i = 0; i <= samples; i++) {
        double due = length.memorySeconds * 1000.0 * i / samples;
        pages.getFirst().pause(Math.max(0, due - (System.nanoTime() - begin) / 1e6));
        System.out.printf(
            "| %.0f s | %s |%n",
            due / 1000,
            pages.stream().map(page -> memory(page)).collect(Collectors.joining(" | ")));
      }
    } finally {
      pages.forEach(WatchedPage::close);
    }
  }

  private static String memory(WatchedPage page) {
    WatchedPage.Memory memory = page.memory();
    return String.format(
        Locale.ROOT, "%.1f MiB, %d, %d", memory.heapMiB(), memory.nodes(), memory.listeners());
  }

  private static String document(String name, List<String> command) {
    String arguments =
        command.stream().skip(1).map(HttpBenchmark::quote).collect(Collectors.joining(","));
    return "{\"mcpServers\":{" + HttpBenchmark.quote(name) + ":{\"command\":"
        + HttpBenchmark.quote(command.getFirst()) + ",\"args\":[" + arguments + "]}}}";
  }
}
