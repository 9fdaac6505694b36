package io.millrace.benchmarks.cluster;

import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import java.nio.file.Path;

/**
 * Counts probes per key, and lets each go on to the sink.
 *
 * <p>Settings: those of {@link Schedule}, {@code keys}, and {@code trace}, the directory for what
 * arrives.
 */
public final class ProbeApplication implements Application {
  private static final StateSpec<Long> COUNT = StateSpec.of("count", Long.class);

  @Override
  public void define(ApplicationBuilder app) {
    Schedule schedule = Schedule.of(app::setting);
    long keys = Long.parseLong(app.setting("keys"));
    app.source(Probe.PROBES, new ProbeSource(schedule, keys));
    app.function("count", Probe.PROBES, ProbeApplication::counter)
        .state(COUNT)
        .emits(Probe.COUNTED);
    app.sink(Probe.COUNTED, new TraceSink(Path.of(app.setting("trace"))));
  }

  private static StreamFunction<Probe> counter() {
    return (probe, context) -> {
      context.put(COUNT, context.getOr(COUNT, 0L) + 1);
      context.emit(Probe.COUNTED, probe.value());
    };
  }
}
