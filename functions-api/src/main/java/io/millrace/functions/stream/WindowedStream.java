package io.millrace.functions.stream;

import io.millrace.functions.aggregate.Aggregate;
import io.millrace.functions.window.FiringFunction;
import io.millrace.functions.window.Window;
import io.millrace.functions.window.WindowFunction;
import io.millrace.functions.window.WindowOperator;
import io.millrace.functions.window.WindowPartial;
import io.millrace.functions.window.WindowPartials;
import io.millrace.functions.window.Windows;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Records by key and window. Where the windows allow it, records are added up by key and pane
 * before they travel, so that few do; the results are the same.
 *
 * @param <K> the type of keys
 * @param <T> the type of values
 */
public final class WindowedStream<K, T> {
  private static final String KIND = "window";

  private final KeyedStream<K, T> stream;
  private final Windows<? super T> windows;

  WindowedStream(KeyedStream<K, T> stream, Windows<? super T> windows) {
    this.stream = stream;
    this.windows = windows;
  }

  /** What the records of each key and window amount to, without key or window. */
  public <A, R> RecordStream<R> aggregate(Aggregate<? super T, A, R> aggregate) {
    return aggregated(
        stream,
        aggregate,
        () -> WindowOperator.<T, A, R>of(windows, aggregate),
        () -> WindowOperator.overPartials(windows, aggregate));
  }

  /** What {@code function} makes of window and aggregate; nothing where it gives null. */
  public <A, S, R> RecordStream<R> aggregate(
      Aggregate<? super T, A, S> aggregate, BiFunction<Window, ? super S, ? extends R> function) {
    return aggregated(
        stream,
        aggregate,
        () -> WindowOperator.<T, A, S, R>of(windows, aggregate, function),
        () -> WindowOperator.<A, S, R>overPartials(windows, aggregate, function));
  }

  /** What {@code function} makes of key, window and aggregate; nothing where it gives null. */
  public <A, S, R> RecordStream<R> aggregate(
      Aggregate<? super T, A, S> aggregate,
      WindowFunction<? super K, ? super S, ? extends R> function) {
    Class<K> keyType = stream.keyTypeOrNatural();
    return aggregated(
        stream.withKeysGivenBack(),
        aggregate,
        () -> WindowOperator.<K, T, A, S, R>of(windows, aggregate, keyType, function),
        () -> WindowOperator.<K, A, S, R>overPartials(windows, aggregate, keyType, function));
  }

  /** What {@code function} makes of each firing: early, final, corrected, retracted. */
  public <A, S, R> RecordStream<R> firings(
      Aggregate<? super T, A, S> aggregate,
      FiringFunction<? super K, ? super S, ? extends R> function) {
    Class<K> keyType = stream.keyTypeOrNatural();
    return aggregated(
        stream.withKeysGivenBack(),
        aggregate,
        () -> WindowOperator.<K, T, A, S, R>ofFirings(windows, aggregate, keyType, function),
        () ->
            WindowOperator.<K, A, S, R>firingsOverPartials(windows, aggregate, keyType, function));
  }

  private <A, R> RecordStream<R> aggregated(
      KeyedStream<K, T> stream,
      Aggregate<? super T, A, ?> aggregate,
      Supplier<WindowOperator<T, R>> whole,
      Supplier<WindowOperator<WindowPartial<A>, R>> partial) {
    if (!windows.supportsPartials() || !stream.isCombinable()) {
      return stream.process(KIND, whole);
    }
    PaneCombiner<T, A> combiner = new PaneCombiner<>(new WindowPartials<>(windows, aggregate));
    return stream.operator(
        KIND,
        partial,
        List.of(stream),
        List.of(
            (function, base) ->
                stream.bindCombined(function, base, WindowPartial.type(aggregate), combiner)));
  }

  /** Adds up what is in one pane. */
  private record PaneCombiner<T, A>(WindowPartials<T, A> partials)
      implements Combiner<T, WindowPartial<A>> {
    @Override
    public long group(T value, long eventTimeMs) {
      return partials.paneStartMs(eventTimeMs);
    }

    @Override
    public WindowPartial<A> first(T value, long eventTimeMs) {
      return partials.partialOf(value, eventTimeMs);
    }

    @Override
    public WindowPartial<A> add(WindowPartial<A> partial, T value, long eventTimeMs) {
      return partials.add(partial, value, eventTimeMs);
    }
  }
}
