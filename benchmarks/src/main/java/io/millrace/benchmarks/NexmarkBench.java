package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.millrace.connector.files.JsonValues;
import io.millrace.examples.nexmark.Event;
import io.millrace.examples.nexmark.EventGenerator;
import io.millrace.examples.nexmark.GeneratedEvents;
import io.millrace.examples.nexmark.NexmarkApp;
import io.millrace.examples.nexmark.Query;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.local.LocalSettings;
import io.millrace.runtime.metrics.Counter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The queries of Nexmark, each over so many events from the first to the last result. */
@Command(
    name = "nexmark",
    description = {
      "Events per second of each query of Nexmark.",
      "A run reads all events, generated in the sources, and ends when the sink has all results:"
          + " exactly-once, with everything journaled. The generator's own cost is told first."
    },
    mixinStandardHelpOptions = true)
final class NexmarkBench implements Callable<Integer> {
  private static final long SEED = 1;

  /** Three windows: the readers do not run so far apart that all windows between them are open. */
  private static final Duration MOST_DRIFT = Duration.ofSeconds(30);

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Mixin private BenchOptions options;
  @Mixin private OutputOptions output;

  @Option(
      names = "--query",
      split = ",",
      paramLabel = "QUERY",
      description = "Which queries, such as q5,q7 (default: all).")
  private List<String> queries = new ArrayList<>();

  @Option(
      names = "--events",
      defaultValue = "20000000",
      description = "Events of a run (default: ${DEFAULT-VALUE}).")
  private long events;

  @Option(
      names = "--interval-us",
      defaultValue = "3000",
      paramLabel = "US",
      description = {
        "Event time from one event to the next (default: ${DEFAULT-VALUE}, a window of ten seconds",
        "holds 3,333 events; Nexmark's own default is 100, so that it holds 100,000)."
      })
  private int intervalUs;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Write the events to a file of JSON lines (.gz if so named), and do no more.")
  private Path file;

  @Option(names = "--seed", defaultValue = "1", description = "Which events --write writes.")
  private long seed;

  @Override
  public Integer call() throws Exception {
    if (file != null) {
      write();
      output.report("nexmark", "written", Map.of("events", events, "file", file.toString()));
      return 0;
    }
    LocalSettings settings = options.settings();
    String described =
        events + " events, " + intervalUs + " us of event time apart, " + options.describe();
    output.progress().println(described);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("generator", generatorAlone(settings.slots()));
    List<String> names =
        queries.isEmpty() ? Query.all().stream().map(Query::name).toList() : queries;
    List<Answered> answered = new ArrayList<>();
    for (String name : names) {
      answered.add(measure(Query.named(name), settings));
    }
    result.put("queries", answered);
    output.report("nexmark", described, result);
    return 0;
  }

  /** What the runs of a query gave; {@code last} is of the last of them. */
  record Answered(String query, Spread eventsPerSecond, Outcome last) {}

  private Spread generatorAlone(int threads) throws InterruptedException {
    double[] rates = new double[options.runs()];
    generate(threads);
    for (int run = 0; run < rates.length; run++) {
      rates[run] = events / generate(threads);
    }
    return print("generator alone", rates, "on " + threads + " threads");
  }

  /** Makes events and looks at each; returns the seconds it took. */
  private double generate(int threads) throws InterruptedException {
    GeneratedEvents source = events(events, threads);
    List<Thread> all =
        source.splits().stream().map(split -> new Thread(() -> readAll(source, split))).toList();
    long startNs = System.nanoTime();
    all.forEach(Thread::start);
    for (Thread thread : all) {
      thread.join();
    }
    return (System.nanoTime() - startNs) / 1e9;
  }

  private GeneratedEvents events(long count, int parts) {
    return new GeneratedEvents(SEED, count, parts, intervalUs);
  }

  private static void readAll(GeneratedEvents source, String split) {
    LatestTime output = new LatestTime();
    try (SplitReader<Event> reader = source.open(new SplitStart<>(NexmarkApp.EVENTS, split, 0))) {
      while (reader.read(output, 512) == ReadStatus.MORE) {}
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    if (output.latestMs < 0) {
      throw new IllegalStateException("no time: latestMs=" + output.latestMs);
    }
  }

  /** Does what every use of events needs: takes their time. */
  private static final class LatestTime implements SourceOutput<Event> {
    private long latestMs;

    @Override
    public void record(Event value, long nextPosition) {
      latestMs = Math.max(latestMs, value.dateTime());
    }

    @Override
    public void malformed(long nextPosition, String where, String text, String problem) {
      throw new IllegalStateException(problem);
    }
  }

  private <R> Answered measure(Query<R> query, LocalSettings settings) throws Exception {
    double[] rates = new double[options.runs()];
    run(query, settings, Math.max(1, events / 2));
    Outcome outcome = null;
    for (int run = 0; run < rates.length; run++) {
      outcome = run(query, settings, events);
      rates[run] = events / outcome.seconds;
    }
    String details = outcome == null ? "" : outcome.text(events);
    return new Answered(query.name(), print(query.name(), rates, details), outcome);
  }

  /** What a run gave. */
  record Outcome(
      double seconds, long results, long journaled, long journaledBytes, double processors) {
    String text(long events) {
      return String.format(
          Locale.ROOT,
          "%.2f s, results %d, per event %.2f records and %.1f bytes journaled, %.0f ns of processor; %.2f processors",
          seconds,
          results,
          (double) journaled / events,
          (double) journaledBytes / events,
          processors * seconds * 1e9 / events,
          processors);
    }
  }

  private <R> Outcome run(Query<R> query, LocalSettings settings, long count) throws Exception {
    Path data = options.freshData();
    ResultCounter<R> results = new ResultCounter<>();
    try (BenchApplication app =
        new BenchApplication(settings, data, builder -> define(query, results, count, builder))) {
      LocalApplication running = app.running();
      long cpuNs = options.processCpuNs();
      long startNs = System.nanoTime();
      running.start();
      if (!running.awaitEnd(PATIENCE) || running.failure() != null) {
        throw new IllegalStateException("no end: query=" + query.name(), running.failure());
      }
      double seconds = (System.nanoTime() - startNs) / 1e9;
      return new Outcome(
          seconds,
          results.results(),
          running.count(Counter.RECORDS_IN),
          running.count(Counter.BYTES_JOURNALED),
          (options.processCpuNs() - cpuNs) / 1e9 / seconds);
    } finally {
      options.delete(data);
    }
  }

  private <R> void define(
      Query<R> query, ResultCounter<R> results, long count, ApplicationBuilder app) {
    app.source(NexmarkApp.EVENTS, events(count, options.settings().slots()))
        .eventTime(Event::dateTime)
        .disorder(Duration.ofMillis(EventGenerator.DISORDER_MS))
        .alignWithin(MOST_DRIFT);
    query.define(app, results);
  }

  private Spread print(String what, double[] rates, String details) {
    Spread spread = Spread.of(rates);
    output
        .progress()
        .printf(
            Locale.ROOT,
            "%s: median %.2f M events/s, min %.2f, max %.2f (%s)%n",
            what,
            spread.median() / 1e6,
            spread.least() / 1e6,
            spread.greatest() / 1e6,
            details);
    return spread;
  }

  private void write() throws IOException {
    EventGenerator generator = new EventGenerator(seed, intervalUs);
    ObjectWriter json = JsonValues.mapper().writerFor(Event.class);
    boolean compressed = file.toString().endsWith(".gz");
    try (OutputStream bytes = Files.newOutputStream(file);
        OutputStream out = compressed ? new GZIPOutputStream(bytes) : bytes;
        BufferedWriter lines =
            new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
      for (long i = 0; i < events; i++) {
        lines.write(json.writeValueAsString(generator.arriving(i, events)));
        lines.write('\n');
      }
    }
  }
}
