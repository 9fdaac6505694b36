package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import io.millrace.functions.aggregate.Aggregate;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Aggregates the records of each key by windows.
 *
 * <p>A record costs reading and writing what is kept of one pane, however many windows it is in.
 * State of a window is forgotten when it ends, or when its lateness has passed.
 *
 * @param <T> the type of values it reads
 * @param <R> the type of results
 */
public final class WindowOperator<T, R> implements Operator<T, R> {
  private final Windows<T> windows;
  private final Function<Windows<T>, KeyedWindows<T, ?, R>> keeping;
  private final KeyedWindows<T, ?, R> keyed;
  private final Type resultType;

  /**
   * An operator over windows.
   *
   * @param keeping makes what keeps them
   * @param resultType null if not known
   */
  private WindowOperator(
      Windows<T> windows, Function<Windows<T>, KeyedWindows<T, ?, R>> keeping, Type resultType) {
    this.windows = windows;
    this.keeping = keeping;
    this.keyed = keeping.apply(windows);
    this.resultType = resultType;
  }

  /** Emits what the aggregate amounts to, without key or window. */
  public static <T, A, R> WindowOperator<T, R> of(
      Windows<? super T> windows, Aggregate<? super T, A, R> aggregate) {
    return of(windows, new AggregateContents<>(aggregate), plain(windows, aggregate), aggregate);
  }

  /** Emits what {@code function} makes of window and aggregate. */
  public static <T, A, S, R> WindowOperator<T, R> of(
      Windows<? super T> windows,
      Aggregate<? super T, A, S> aggregate,
      BiFunction<Window, ? super S, ? extends R> function) {
    return of(
        windows, new AggregateContents<>(aggregate), keyless(windows, aggregate, function), null);
  }

  /**
   * Emits what {@code function} makes of key, window and aggregate.
   *
   * @param keyType what the topic's key extractor gives
   */
  public static <K, T, A, S, R> WindowOperator<T, R> of(
      Windows<? super T> windows,
      Aggregate<? super T, A, S> aggregate,
      Class<K> keyType,
      WindowFunction<? super K, ? super S, ? extends R> function) {
    return of(
        windows,
        new AggregateContents<>(aggregate),
        keyed(windows, aggregate, keyType, function),
        null);
  }

  /**
   * Emits what {@code function} makes of each firing, retractions among them.
   *
   * @param keyType what the topic's key extractor gives
   */
  public static <K, T, A, S, R> WindowOperator<T, R> ofFirings(
      Windows<? super T> windows,
      Aggregate<? super T, A, S> aggregate,
      Class<K> keyType,
      FiringFunction<? super K, ? super S, ? extends R> function) {
    return of(
        windows, new AggregateContents<>(aggregate), firings(aggregate, keyType, function), null);
  }

  /** As {@link #of(Windows, Aggregate)}, over what was aggregated before it travelled. */
  public static <A, R> WindowOperator<WindowPartial<A>, R> overPartials(
      Windows<?> windows, Aggregate<?, A, R> aggregate) {
    return overPartials(windows, aggregate, plain(windows, aggregate), aggregate);
  }

  /** As {@link #of(Windows, Aggregate, BiFunction)}, over what was aggregated before. */
  public static <A, S, R> WindowOperator<WindowPartial<A>, R> overPartials(
      Windows<?> windows,
      Aggregate<?, A, S> aggregate,
      BiFunction<Window, ? super S, ? extends R> function) {
    return overPartials(windows, aggregate, keyless(windows, aggregate, function), null);
  }

  /** As {@link #of(Windows, Aggregate, Class, WindowFunction)}, over what was aggregated before. */
  public static <K, A, S, R> WindowOperator<WindowPartial<A>, R> overPartials(
      Windows<?> windows,
      Aggregate<?, A, S> aggregate,
      Class<K> keyType,
      WindowFunction<? super K, ? super S, ? extends R> function) {
    return overPartials(windows, aggregate, keyed(windows, aggregate, keyType, function), null);
  }

  /**
   * As {@link #ofFirings(Windows, Aggregate, Class, FiringFunction)}, over what was aggregated
   * before.
   */
  public static <K, A, S, R> WindowOperator<WindowPartial<A>, R> firingsOverPartials(
      Windows<?> windows,
      Aggregate<?, A, S> aggregate,
      Class<K> keyType,
      FiringFunction<? super K, ? super S, ? extends R> function) {
    return overPartials(windows, aggregate, firings(aggregate, keyType, function), null);
  }

  /**
   * Lets {@code process} see all records of a window when it fires. They are kept one by one, and
   * once each, however many windows they are in.
   *
   * @param type the type of values
   * @param keyType what the topic's key extractor gives
   */
  public static <K, T, R> WindowOperator<T, R> process(
      Windows<? super T> windows,
      TypeRef<T> type,
      Class<K> keyType,
      WindowProcess<? super K, T, R> process) {
    refuseRetractions(windows);
    Objects.requireNonNull(keyType, "keyType");
    Objects.requireNonNull(process, "process");
    Rules rules = windows.rules();
    RecordContents<T> contents =
        new RecordContents<>(type.type(), rules.kept().last(), rules.kept().lastMs());
    return build(
        narrowed(windows),
        contents,
        (result, ms, context, output) ->
            process.process(
                context.key(keyType),
                result.window(),
                contents.values(result.value(), context),
                emitted -> output.emit(emitted, ms)),
        null);
  }

  /** As {@link #process(Windows, TypeRef, Class, WindowProcess)}. */
  public static <K, T, R> WindowOperator<T, R> process(
      Windows<? super T> windows,
      Class<T> type,
      Class<K> keyType,
      WindowProcess<? super K, T, R> process) {
    return process(windows, TypeRef.of(type), keyType, process);
  }

  private static <A, R> Emission<A, R> plain(Windows<?> windows, Aggregate<?, A, R> aggregate) {
    return keyless(windows, aggregate, (window, result) -> result);
  }

  private static <A, S, R> Emission<A, R> keyless(
      Windows<?> windows,
      Aggregate<?, A, S> aggregate,
      BiFunction<Window, ? super S, ? extends R> function) {
    refuseRetractions(windows);
    Objects.requireNonNull(function, "function");
    return (result, ms, context, output) ->
        emit(function.apply(result.window(), aggregate.result(result.value())), ms, output);
  }

  private static <K, A, S, R> Emission<A, R> keyed(
      Windows<?> windows,
      Aggregate<?, A, S> aggregate,
      Class<K> keyType,
      WindowFunction<? super K, ? super S, ? extends R> function) {
    refuseRetractions(windows);
    Objects.requireNonNull(keyType, "keyType");
    Objects.requireNonNull(function, "function");
    return (result, ms, context, output) ->
        emit(
            function.apply(context.key(keyType), result.window(), aggregate.result(result.value())),
            ms,
            output);
  }

  private static <K, A, S, R> Emission<A, R> firings(
      Aggregate<?, A, S> aggregate,
      Class<K> keyType,
      FiringFunction<? super K, ? super S, ? extends R> function) {
    Objects.requireNonNull(keyType, "keyType");
    Objects.requireNonNull(function, "function");
    return (result, ms, context, output) ->
        emit(
            function.apply(
                context.key(keyType),
                new WindowResult<>(
                    result.window(),
                    aggregate.result(result.value()),
                    result.timing(),
                    result.isRetraction())),
            ms,
            output);
  }

  private static <R> void emit(R result, long ms, Output<? super R> output) {
    if (result != null) {
      output.emit(result, ms);
    }
  }

  private static void refuseRetractions(Windows<?> windows) {
    if (windows.accumulation() == Accumulation.RETRACTING) {
      throw new IllegalArgumentException(
          "retractions not seen: windows="
              + windows
              + "; use an aggregate with ofFirings(...), whose function is told");
    }
  }

  private static <T, A, R> WindowOperator<T, R> of(
      Windows<? super T> windows,
      Contents<T, A> contents,
      Emission<A, R> emission,
      Aggregate<?, A, ?> typed) {
    if (windows.rules().evicts()) {
      throw new IllegalArgumentException(
          "keepLast without records: windows="
              + windows
              + "; an aggregate keeps none: use process(...)");
    }
    return build(narrowed(windows), contents, emission, typed);
  }

  /** Windows of a wider type are windows of this one: nothing gets out of them but late values. */
  @SuppressWarnings("unchecked")
  private static <T> Windows<T> narrowed(Windows<? super T> windows) {
    return (Windows<T>) windows;
  }

  @SuppressWarnings("unchecked")
  private static <A, R> WindowOperator<WindowPartial<A>, R> overPartials(
      Windows<?> windows,
      Aggregate<?, A, ?> aggregate,
      Emission<A, R> emission,
      Aggregate<?, A, ?> typed) {
    if (!windows.supportsPartials()) {
      throw new IllegalArgumentException(
          "no partial aggregates: windows=" + windows + "; send the records themselves");
    }
    return build(
        (Windows<WindowPartial<A>>) windows, new PartialContents<>(aggregate), emission, typed);
  }

  private static <T, A, R> WindowOperator<T, R> build(
      Windows<T> windows,
      Contents<T, A> contents,
      Emission<A, R> emission,
      Aggregate<?, A, ?> typed) {
    return new WindowOperator<>(
        windows,
        chosen -> keyed(chosen, contents, emission),
        typed == null ? null : typed.resultType().orElse(null));
  }

  private static <T, A, R> KeyedWindows<T, A, R> keyed(
      Windows<T> windows, Contents<T, A> contents, Emission<A, R> emission) {
    if (windows.shape() instanceof Shape.Aligned aligned) {
      return new PaneWindows<>(windows, aligned.panes(), contents, emission);
    }
    if (windows.shape() instanceof Shape.Sessions sessions) {
      return new SessionWindows<>(windows, sessions.gapMsOf(), contents, emission);
    }
    return new CountWindows<>(windows, (Shape.Counted) windows.shape(), contents, emission);
  }

  @Override
  public WindowOperator<T, R> finalOnly() {
    return new WindowOperator<>(windows.finalOnly(), keeping, resultType);
  }

  @Override
  public WindowOperator<T, R> inAnyOrder() {
    return new WindowOperator<>(windows.inAnyOrder(), keeping, resultType);
  }

  @Override
  public Duration clockBehind() {
    return windows.clockBehind();
  }

  @Override
  public List<StateDeclaration> states() {
    return keyed.states();
  }

  @Override
  public List<TimerSpec> timers() {
    return keyed.timers();
  }

  @Override
  public List<Topic<?>> emits() {
    return windows.lateTopic().<List<Topic<?>>>map(List::of).orElse(List.of());
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.ofNullable(resultType);
  }

  @Override
  public void onRecord(T value, Context context, Output<R> output) throws Exception {
    keyed.onRecord(value, context, output);
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<R> output) throws Exception {
    keyed.onTimer(timer, context, output);
  }
}
