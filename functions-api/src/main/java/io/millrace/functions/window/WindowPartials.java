package io.millrace.functions.window;

import io.millrace.functions.aggregate.Aggregate;
import java.util.Objects;

/**
 * Aggregates records before they travel: those of the same key and pane become one {@link
 * WindowPartial}, which {@link WindowOperator#overPartials} takes instead of them. Any number may
 * be combined, or none; the results are the same. Pure.
 *
 * @param <T> the type of values
 * @param <A> the type of accumulators
 */
public final class WindowPartials<T, A> {
  private final Windows<? super T> windows;
  private final Aggregate<? super T, A, ?> aggregate;

  /**
   * For these windows and this aggregate.
   *
   * @throws IllegalArgumentException unless {@link Windows#supportsPartials}
   */
  public WindowPartials(Windows<? super T> windows, Aggregate<? super T, A, ?> aggregate) {
    if (!windows.supportsPartials()) {
      throw new IllegalArgumentException(
          "no partial aggregates: windows=" + windows + "; send the records themselves");
    }
    this.windows = windows;
    this.aggregate = Objects.requireNonNull(aggregate, "aggregate");
  }

  /** Which pane a time is in: its start, ms since 1970. */
  public long paneStartMs(long eventTimeMs) {
    return windows.paneStartMs(eventTimeMs);
  }

  /** What one record amounts to. */
  public WindowPartial<A> partialOf(T value, long eventTimeMs) {
    return new WindowPartial<>(
        paneStartMs(eventTimeMs), aggregate.add(aggregate.create(), value, eventTimeMs));
  }

  /** What a partial and one more record of its key and pane amount to. */
  public WindowPartial<A> add(WindowPartial<A> partial, T value, long eventTimeMs) {
    A sum = aggregate.add(partial.accumulator(), value, eventTimeMs);
    return sum == partial.accumulator() ? partial : new WindowPartial<>(partial.paneStartMs(), sum);
  }

  /** What two partials of the same key and pane amount to. */
  public WindowPartial<A> merge(WindowPartial<A> earlier, WindowPartial<A> later) {
    if (earlier.paneStartMs() != later.paneStartMs()) {
      throw new IllegalArgumentException(
          "partials of different panes: "
              + earlier.paneStartMs()
              + ", "
              + later.paneStartMs()
              + "; merge those of the same key and pane only");
    }
    return new WindowPartial<>(
        earlier.paneStartMs(), aggregate.merge(earlier.accumulator(), later.accumulator()));
  }
}
