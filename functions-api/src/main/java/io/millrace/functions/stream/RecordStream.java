package io.millrace.functions.stream;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Records on their way through an application, while it is being declared. Each method gives a new
 * stream; nothing happens before {@link #to}. Begun with {@link ApplicationBuilder#stream}.
 *
 * <p>Stateless steps become no functions: they run where records come from, in the source's reader
 * where that is a source, and what they drop is never encoded. What comes behind {@link #keyBy} is
 * a function.
 *
 * <p>Functions are named after the topic that their results go to ({@code turnover.window}), or by
 * {@link #named}; their state survives an update of the application by that name.
 *
 * @param <T> the type of values
 */
public final class RecordStream<T> {
  private final ApplicationBuilder app;
  private final List<Path<?, T>> paths;
  private final Type type;

  private RecordStream(ApplicationBuilder app, List<? extends Path<?, T>> paths, Type type) {
    this.app = app;
    this.paths = List.copyOf(paths);
    this.type = type;
  }

  /** The records of a topic. */
  public static <T> RecordStream<T> of(ApplicationBuilder app, Topic<T> topic) {
    return new RecordStream<>(app, List.of(Path.of(topic)), topic.type());
  }

  /** A stream without records, after a fault. */
  static <T> RecordStream<T> none(ApplicationBuilder app) {
    return new RecordStream<>(app, List.of(), Object.class);
  }

  static <T> RecordStream<T> of(ApplicationBuilder app, OperatorNode<T> node, Type type) {
    return new RecordStream<>(app, List.of(Path.of(node)), type);
  }

  /** The records that {@code wanted} is true of. */
  public RecordStream<T> filter(Predicate<? super T> wanted) {
    Objects.requireNonNull(wanted, "wanted");
    return then(
        "filter",
        type,
        next ->
            (value, ms) -> {
              if (wanted.test(value)) {
                next.emit(value, ms);
              }
            });
  }

  /**
   * Another value for each; null gives none. The type of the results is not known any more: say it
   * with {@link #as(Class)} if {@link #keyBy} comes before {@link #to}.
   */
  public <R> RecordStream<R> map(Function<? super T, ? extends R> function) {
    Objects.requireNonNull(function, "function");
    return this.<R>then(
        "map",
        null,
        next ->
            (value, ms) -> {
              R result = function.apply(value);
              if (result != null) {
                next.emit(result, ms);
              }
            });
  }

  /** Any number of values for each. As for types, see {@link #map}. */
  public <R> RecordStream<R> flatMap(
      Function<? super T, ? extends Iterable<? extends R>> function) {
    Objects.requireNonNull(function, "function");
    return this.<R>then(
        "flat-map",
        null,
        next -> (value, ms) -> function.apply(value).forEach(result -> next.emit(result, ms)));
  }

  /** Any stateless step. As for types, see {@link #map}. */
  public <R> RecordStream<R> step(String what, Step<? super T, R> step) {
    return then(what, null, Objects.requireNonNull(step));
  }

  private <R> RecordStream<R> then(String what, Type result, Step<? super T, R> step) {
    List<Path<?, R>> longer = new ArrayList<>();
    for (Path<?, T> path : paths) {
      longer.add(path.then(what, step));
    }
    return new RecordStream<>(app, longer, result);
  }

  /** Says what type the values have. */
  public RecordStream<T> as(Class<T> type) {
    return new RecordStream<>(app, paths, type);
  }

  /** Says what generic type the values have. */
  public RecordStream<T> as(TypeRef<T> type) {
    return new RecordStream<>(app, paths, type.type());
  }

  /** The records of this and another stream. Its event clock is the minimum of both. */
  public RecordStream<T> union(RecordStream<T> other) {
    List<Path<?, T>> both = new ArrayList<>(paths);
    both.addAll(other.paths);
    return new RecordStream<>(app, both, type == null ? other.type : type);
  }

  /** Two streams of one: the records that {@code wanted} is true of, and the others. */
  public Split<T> split(Predicate<? super T> wanted) {
    return new Split<>(filter(wanted), filter(value -> !wanted.test(value)));
  }

  /**
   * Two streams.
   *
   * @param matching the records that the predicate is true of
   * @param others the others
   */
  public record Split<T>(RecordStream<T> matching, RecordStream<T> others) {}

  /**
   * This stream by a key. {@code key} is called for each record, so it must be cheap. Where results
   * ask for the key, strings and longs need no class; others do.
   */
  public <K> KeyedStream<K, T> keyBy(Function<? super T, ? extends K> key) {
    return new KeyedStream<>(app, this, Objects.requireNonNull(key), null);
  }

  /** This stream by a key of a known type. */
  public <K> KeyedStream<K, T> keyBy(Function<? super T, ? extends K> key, Class<K> keyType) {
    return new KeyedStream<>(
        app, this, Objects.requireNonNull(key), Objects.requireNonNull(keyType));
  }

  /** This stream by the key of its topic; only right behind {@link ApplicationBuilder#stream}. */
  public <K> KeyedStream<K, T> keyed(Class<K> keyType) {
    boolean own = paths.size() == 1 && paths.get(0).topic() != null && !paths.get(0).hasSteps();
    if (!own) {
      app.fault(
          "stream has no key of its own: paths="
              + paths.size()
              + "; call .keyed(...) right behind app.stream(...), or use .keyBy(...)");
    }
    return new KeyedStream<>(app, this, null, Objects.requireNonNull(keyType));
  }

  /** Gives the operator that this stream comes out of a name of its own. */
  public RecordStream<T> named(String name) {
    for (Path<?, T> path : paths) {
      if (path.node() == null || paths.size() > 1) {
        app.fault("nothing to name: name=" + name + "; call .named(...) right behind an operator");
      } else {
        path.node().named(name);
      }
    }
    return this;
  }

  /** Says what happens to records on which the operator fails that this stream comes out of. */
  public RecordStream<T> onFailure(FailurePolicy policy) {
    Objects.requireNonNull(policy, "policy");
    for (Path<?, T> path : paths) {
      if (path.node() == null || paths.size() > 1) {
        app.fault(
            "no operator that could fail: policy="
                + policy
                + "; call .onFailure(...) right behind an operator; steps without state fail with"
                + " who puts the record");
      } else {
        path.node().onFailure(policy);
      }
    }
    return this;
  }

  /** Puts the records on a topic. May be called for several topics. */
  public void to(Topic<T> topic) {
    paths.forEach(path -> path.leadTo(app, topic, topic.name()));
  }

  List<Path<?, T>> paths() {
    return paths;
  }

  Type type() {
    return type;
  }
}
