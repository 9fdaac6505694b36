package io.millrace.functions.join;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.AsyncResult;
import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.ListState;
import io.millrace.functions.Spans;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Joins each record with the answer of a service or a database, without waiting for it: the record
 * is kept until the answer is there. Time-out and attempts are the call's.
 *
 * <p>Key the stream by what is looked up: records of a key that ask for the same share one call,
 * and the last answer of a key can be kept. Where an answer says that there is nothing ({@link
 * #absentWhen}) the record gives no result, or one with null ({@link #left}).
 *
 * <p>A result has the event time of its record, or that of the event clock if this has passed the
 * record meanwhile: the event clock does not wait for answers.
 *
 * @param <T> the type of values it reads
 * @param <Q> the type of requests
 * @param <A> the type of answers
 * @param <O> the type of results
 */
public final class Lookup<T, Q, A, O> implements Operator<T, O> {
  private static final int USUAL_PENDING = 1_000;

  /** The answer that a key had last; null says that there is nothing. */
  private record Known<Q, A>(Q request, A answer) {}

  /** A record that waits; once answered, for those before it. */
  private record Pending<T, A>(long timeMs, T value, Progress progress, A answer) {
    Pending<T, A> answered(Outcome<A> outcome) {
      return new Pending<>(timeMs, value, outcome.progress, outcome.answer);
    }
  }

  private enum Progress {
    ASKED,
    ANSWERED,
    FAILED
  }

  private record Outcome<A>(Progress progress, A answer) {}

  /** What may be chosen; copied before a change, so that lookups are immutable. */
  private static final class Options<T, A> implements Cloneable {
    Duration keep;
    boolean keepsNothing;
    boolean isOuter;
    boolean isUnordered;
    int maxPending = USUAL_PENDING;
    boolean nullOnFailure;
    Topic<T> failures;
    Predicate<? super A> absent = answer -> false;

    Options<T, A> with(Consumer<Options<T, A>> change) {
      try {
        @SuppressWarnings("unchecked")
        Options<T, A> copy = (Options<T, A>) clone();
        change.accept(copy);
        return copy;
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private final Type type;
  private final AsyncCall<Q, A> call;
  private final Function<? super T, ? extends Q> request;
  private final BiFunction<? super T, ? super A, ? extends O> joiner;
  private final Options<T, A> options;
  private final StateSpec<Known<Q, A>> known;
  private final ListSpec<Pending<T, A>> pending;

  private Lookup(
      Type type,
      AsyncCall<Q, A> call,
      Function<? super T, ? extends Q> request,
      BiFunction<? super T, ? super A, ? extends O> joiner,
      Options<T, A> options) {
    this.type = type;
    this.call = Objects.requireNonNull(call, "call");
    this.request = Objects.requireNonNull(request, "request");
    this.joiner = Objects.requireNonNull(joiner, "joiner");
    this.options = options;
    StateSpec<Known<Q, A>> last =
        StateSpec.of(
            "known", TypeRef.generic(Known.class, call.requestType(), call.responseType()));
    this.known = options.keep == null ? null : last.expireAfter(options.keep);
    this.pending =
        ListSpec.of("pending", TypeRef.generic(Pending.class, type, call.responseType()));
  }

  /** Looks up what {@code request} takes from a value; nothing if that is null. */
  public static <T, Q, A, O> Lookup<T, Q, A, O> of(
      Class<T> type,
      AsyncCall<Q, A> call,
      Function<? super T, ? extends Q> request,
      BiFunction<? super T, ? super A, ? extends O> joiner) {
    return of(TypeRef.of(type), call, request, joiner);
  }

  /** Like {@link #of(Class, AsyncCall, Function, BiFunction)}, for values of a generic type. */
  public static <T, Q, A, O> Lookup<T, Q, A, O> of(
      TypeRef<T> type,
      AsyncCall<Q, A> call,
      Function<? super T, ? extends Q> request,
      BiFunction<? super T, ? super A, ? extends O> joiner) {
    return new Lookup<>(type.type(), call, request, joiner, new Options<>());
  }

  private Lookup<T, Q, A, O> with(Consumer<Options<T, A>> change) {
    return new Lookup<>(type, call, request, joiner, options.with(change));
  }

  /** This, with null in the answer's place for records for which there is nothing. */
  public Lookup<T, Q, A, O> left() {
    return with(o -> o.isOuter = true);
  }

  /** This, with answers that say that there is nothing. */
  public Lookup<T, Q, A, O> absentWhen(Predicate<? super A> absent) {
    Objects.requireNonNull(absent, "absent");
    return with(o -> o.absent = absent);
  }

  /** This, with the last answer of each key used again for so long (processing time). */
  public Lookup<T, Q, A, O> keepFor(Duration sinceAnswer) {
    Spans.notNegative("call=" + call + ", keepFor", sinceAnswer);
    return with(o -> o.keep = sinceAnswer);
  }

  /** This, with answers that say that there is nothing kept as well. */
  public Lookup<T, Q, A, O> keepNothingToo() {
    return with(o -> o.keepsNothing = true);
  }

  /** This, with results as soon as they are there; else those of a key keep their order. */
  public Lookup<T, Q, A, O> unordered() {
    return with(o -> o.isUnordered = true);
  }

  /** This, with at most so many records of a key waiting; one more counts as a failed call. */
  public Lookup<T, Q, A, O> maxPending(int perKey) {
    if (perKey < 1) {
      throw new IllegalArgumentException(
          "pending out of range: call=" + call + ", maxPending=" + perKey + "; at least 1");
    }
    return with(o -> o.maxPending = perKey);
  }

  /**
   * This, with a failed call taken for an answer that there is nothing (which is not kept). If
   * neither this nor {@link #failuresTo} is said, a failed call is an exception of the function:
   * choose to stop or to quarantine then, as a skipped answer would leave its records waiting.
   */
  public Lookup<T, Q, A, O> nullOnFailure() {
    return with(
        o -> {
          o.nullOnFailure = true;
          o.failures = null;
        });
  }

  /** This, with records whose call failed going to a topic. */
  public Lookup<T, Q, A, O> failuresTo(Topic<T> topic) {
    Objects.requireNonNull(topic, "topic");
    return with(
        o -> {
          o.nullOnFailure = false;
          o.failures = topic;
        });
  }

  @Override
  public List<StateDeclaration> states() {
    return known == null ? List.of(pending) : List.of(pending, known);
  }

  @Override
  public List<AsyncCall<?, ?>> calls() {
    return List.of(call);
  }

  @Override
  public List<Topic<?>> emits() {
    return options.failures == null ? List.of() : List.of(options.failures);
  }

  @Override
  public void onRecord(T value, Context context, Output<O> output) {
    long timeMs = context.eventTimeMs();
    ListState<Pending<T, A>> waiting = context.list(pending);
    Q asked = request.apply(value);
    Outcome<A> outcome =
        asked == null ? new Outcome<>(Progress.ANSWERED, null) : find(asked, context);
    if (outcome != null && (waiting.isEmpty() || options.isUnordered)) {
      give(value, timeMs, outcome, null, context, output);
      return;
    }
    if (waiting.size() >= options.maxPending) {
      String error = "too many records wait: maxPending=" + options.maxPending;
      give(value, timeMs, new Outcome<>(Progress.FAILED, null), error, context, output);
      return;
    }
    boolean isAsked = false;
    if (outcome == null) {
      for (int i = 0, size = waiting.size(); i < size && !isAsked; i++) {
        Pending<T, A> other = waiting.get(i);
        isAsked = other.progress == Progress.ASKED && asked.equals(request.apply(other.value));
      }
    }
    Pending<T, A> added = new Pending<>(timeMs, value, Progress.ASKED, null);
    waiting.add(outcome == null ? added : added.answered(outcome));
    if (outcome == null && !isAsked) {
      context.async(call, asked);
    }
  }

  private Outcome<A> find(Q asked, Context context) {
    Known<Q, A> last = known == null ? null : context.getOr(known, null);
    return last != null && last.request.equals(asked)
        ? new Outcome<>(Progress.ANSWERED, last.answer)
        : null;
  }

  @Override
  @SuppressWarnings("unchecked")
  public void onAsyncResult(AsyncResult<?, ?> result, Context context, Output<O> output) {
    Q asked = (Q) result.request();
    A answer = (A) result.response();
    if (result.succeeded() && options.absent.test(answer)) {
      answer = null;
    }
    Progress progress = result.succeeded() ? Progress.ANSWERED : Progress.FAILED;
    if (known != null && result.succeeded() && (answer != null || options.keepsNothing)) {
      context.put(known, new Known<>(asked, answer));
    }
    Outcome<A> outcome = new Outcome<>(progress, answer);
    ListState<Pending<T, A>> waiting = context.list(pending);
    List<Pending<T, A>> all = waiting.toList();
    waiting.clear();
    boolean isBlocked = false;
    for (Pending<T, A> one : all) {
      Pending<T, A> now =
          one.progress == Progress.ASKED && asked.equals(request.apply(one.value))
              ? one.answered(outcome)
              : one;
      isBlocked |= !options.isUnordered && now.progress == Progress.ASKED;
      if (isBlocked || now.progress == Progress.ASKED) {
        waiting.add(now);
      } else {
        Outcome<A> own = new Outcome<>(now.progress, now.answer);
        give(now.value, now.timeMs, own, result.error(), context, output);
      }
    }
  }

  private void give(
      T value, long timeMs, Outcome<A> outcome, String error, Context context, Output<O> output) {
    long resultMs = ResultTime.of(context, timeMs);
    if (outcome.progress == Progress.FAILED && options.failures != null) {
      context.emit(options.failures, value, resultMs);
      return;
    }
    if (outcome.progress == Progress.FAILED && !options.nullOnFailure) {
      throw new IllegalStateException(
          "lookup failed: call="
              + call
              + ", request="
              + request.apply(value)
              + ", error="
              + error
              + "; mend what is called, or choose nullOnFailure() or failuresTo(topic)");
    }
    if (outcome.answer != null || options.isOuter) {
      O result = joiner.apply(value, outcome.answer);
      if (result != null) {
        output.emit(result, resultMs);
      }
    }
  }
}
