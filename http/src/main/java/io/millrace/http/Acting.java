package io.millrace.http;

import io.javalin.http.Context;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.plan.FunctionPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Carries out what is asked of partitions. */
final class Acting {
  private static final long PATIENCE_NS = 60_000_000_000L;

  private final Function<Context, ServedApplication> applications;

  Acting(Function<Context, ServedApplication> applications) {
    this.applications = applications;
  }

  /** POST /snapshot: of all partitions that are here. */
  void snapshot(Context context) {
    ServedApplication application = applications.apply(context);
    List<Integer> here = application.partitionsHere();
    long failuresBefore = failures(application, here);
    for (int partition : here) {
      application.ask(
          partition,
          of -> {
            of.snapshot();
            return true;
          });
    }
    Map<Integer, Long> offsets = new LinkedHashMap<>();
    long deadline = System.nanoTime() + PATIENCE_NS;
    for (int partition : here) {
      while (application.ask(partition, Partition::isSnapshotting)) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException(
              "snapshot not durable within " + PATIENCE_NS / 1_000_000_000L + " s");
        }
        LockSupport.parkNanos(1_000_000);
      }
      offsets.put(partition, application.ask(partition, of -> of.status().snapshotOffset()));
    }
    long failures = failures(application, here) - failuresBefore;
    if (failures > 0) {
      throw new IllegalStateException(
          "snapshot not written: partitions="
              + failures
              + "; is the disk full? Nothing is lost, the next start replays more of the journal");
    }
    ApplicationRoutes.json(context, Map.of("partitions", offsets.size(), "offsets", offsets));
  }

  private static long failures(ServedApplication application, List<Integer> here) {
    return here.stream()
        .mapToLong(
            partition ->
                application.ask(partition, of -> of.counters().get(Counter.SNAPSHOT_FAILURES)))
        .sum();
  }

  /** POST /functions/{function}/release?key= */
  void release(Context context) {
    ServedApplication application = applications.apply(context);
    FunctionPlan function = Names.function(application.plan(), context.pathParam("function"));
    String key = context.queryParam("key");
    if (key == null) {
      throw Names.keyMissing("function=" + function.name());
    }
    boolean released =
        KeyCandidates.of(context, application, key)
            .find(
                (partition, candidate) ->
                    application.ask(partition, of -> release(of, function, candidate))
                        ? candidate
                        : null)
            .isPresent();
    if (!released) {
      throw RefusedException.unknown(
          "key not in quarantine: function=" + function.name() + ", key=" + key);
    }
    ApplicationRoutes.json(
        context, Map.of("function", function.name(), "key", key, "released", true));
  }

  private static boolean release(Partition partition, FunctionPlan function, byte[] key) {
    if (!partition.isQuarantined(function.number(), key)) {
      return false;
    }
    if (!partition.release(function.number(), key)) {
      throw new IllegalStateException("journal has no room now; free some of the disk, try again");
    }
    return true;
  }
}
