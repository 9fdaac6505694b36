package io.millrace.cli;

import io.millrace.cli.offline.DebuggedProcess;
import io.millrace.cli.offline.Emission;
import io.millrace.cli.offline.Folding;
import io.millrace.cli.offline.OfflineData;
import io.millrace.cli.offline.Verification;
import io.millrace.cli.text.Quantity;
import io.millrace.cli.text.Style;
import io.millrace.cluster.code.ApplicationJar;
import io.millrace.connector.files.JsonValues;
import io.millrace.functions.Topic;
import io.millrace.runtime.snapshot.SnapshotId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code millrace replay}: a partition's journal once more. */
@Command(
    name = "replay",
    description = {
      "Folds the journal of one partition once more and prints what functions emit, as they did"
          + " then.",
      "Nothing is changed, sent or called. With --debug it waits for a debugger first."
    })
final class ReplayVerb implements Callable<Integer> {
  private static final String SNAPSHOT = "snapshot";

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;
  @Mixin private OfflineOptions options;

  @Option(
      names = "--partition",
      paramLabel = "P",
      required = true,
      description = "Which partition.")
  private int partition;

  @Option(
      names = "--from",
      paramLabel = "OFFSET",
      description = "Print from this offset on, or from the newest snapshot; all if not given.")
  private String from;

  @Option(names = "--until", paramLabel = "OFFSET", description = "End before this offset.")
  private Long until;

  @Option(names = "--debug", description = "Wait for a debugger before anything is folded.")
  private boolean debug;

  @Option(names = "--quiet", description = "Print only what it comes to.")
  private boolean quiet;

  private Folding folding;
  private long printFrom;
  private long emitted;

  @Override
  public Integer call() throws Exception {
    if (debug) {
      List<String> args = spec.root().commandLine().getParseResult().originalArgs();
      return DebuggedProcess.run(args, main.console());
    }
    try (ApplicationJar jar = options.openJar();
        OfflineData data = options.open(jar)) {
      replay(data);
    }
    return 0;
  }

  private void replay(OfflineData data) {
    long end = data.journal(partition).endOffset();
    SnapshotId start = start(data, end);
    long limit = until == null ? end : until;
    long begin = Math.max(printFrom, start == null ? 0 : start.offset());
    if (limit < begin) {
      throw new WrongUsageException(
          "range is empty: --until " + until + ", partition=" + partition + ", begins at " + begin);
    }
    Emission emission = this::emitted;
    try (Folding fold = new Folding(data, partition, start, limit, emission)) {
      folding = fold;
      while (fold.step()) {
        // prints as it goes
      }
      say(fold, start);
    }
  }

  /** The snapshot to begin with; also finds out from where on to print. */
  private SnapshotId start(OfflineData data, long end) {
    long oldest = data.journal(partition).startOffset();
    List<SnapshotId> usable = data.usableSnapshots(partition);
    if (SNAPSHOT.equals(from)) {
      if (usable.isEmpty()) {
        throw new WrongUsageException(
            "no snapshot: partition=" + partition + "; leave --from out, or give an offset");
      }
      SnapshotId newest = usable.get(usable.size() - 1);
      printFrom = newest.offset();
      return newest;
    }
    printFrom = from == null ? oldest : offset(from);
    if (printFrom < oldest || printFrom > end) {
      throw outOfRange("--from " + from, data);
    }
    SnapshotId best = null;
    for (SnapshotId id : usable) {
      // state must be right where printing begins: the newest snapshot that is not behind it
      if (from != null && id.offset() <= printFrom || best == null && oldest > 0) {
        best = id;
      }
    }
    return best;
  }

  private WrongUsageException outOfRange(String option, OfflineData data) {
    return new WrongUsageException(
        "offset out of range: "
            + option
            + ", partition="
            + partition
            + "; the journal has offsets from "
            + data.journal(partition).startOffset()
            + " to "
            + data.journal(partition).endOffset());
  }

  private static long offset(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new WrongUsageException(
          "offset not understood: --from " + text + "; a number, or " + SNAPSHOT, e);
    }
  }

  private void emitted(String function, Topic<?> topic, Object value, long eventTimeMs) {
    long offset = folding == null ? 0 : folding.offset();
    if (offset < printFrom) {
      return;
    }
    emitted++;
    if (quiet) {
      return;
    }
    if (main.wantsJson()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("entry", offset);
      line.put("function", function);
      line.put("topic", topic.name());
      line.put("eventTimeMs", eventTimeMs);
      line.put("value", value);
      main.console().print(JsonValues.toJson(line));
      return;
    }
    String where = String.format("%-8d %s", offset, Instant.ofEpochMilli(eventTimeMs));
    main.console()
        .print(
            main.console().paint(Style.FAINT, where)
                + "  "
                + function
                + " -> "
                + topic
                + "  "
                + JsonValues.toJson(value));
  }

  private void say(Folding fold, SnapshotId start) {
    long begun = start == null ? 0 : start.offset();
    String digest = Verification.text(fold.digest());
    if (main.wantsJson()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("partition", partition);
      line.put("from", begun);
      line.put("until", fold.end());
      line.put("records", fold.records());
      line.put("recordsOfOtherCode", fold.othersRecords());
      line.put("emitted", emitted);
      line.put("digest", digest);
      main.console().print(JsonValues.toJson(line));
      return;
    }
    if (fold.othersRecords() > 0) {
      main.console()
          .say(
              "other code than this jar ran when "
                  + Quantity.count(fold.othersRecords())
                  + " of these records were journaled: this is what this jar makes of them, not"
                  + " what was emitted then");
    }
    main.console()
        .say(
            "partition "
                + partition
                + ": offsets "
                + Quantity.count(begun)
                + " to "
                + Quantity.count(fold.end())
                + (start == null ? "" : " from a snapshot")
                + ", "
                + Quantity.count(fold.records())
                + " records, "
                + Quantity.count(emitted)
                + " emitted, state digest "
                + digest);
  }
}
