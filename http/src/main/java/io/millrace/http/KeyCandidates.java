package io.millrace.http;

import io.javalin.http.Context;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.state.Hash;
import java.util.List;
import java.util.Optional;

/**
 * The keys that a text may mean, likeliest first. They belong to different partitions, so each is
 * tried where it would be; a request goes on from worker to worker, and says in {@code candidate}
 * how far it has come.
 */
final class KeyCandidates {
  private static final String CANDIDATE = "candidate";

  /** Tries one candidate. */
  @FunctionalInterface
  interface Trial<T> {
    /** What it leads to, or null. */
    T of(int partition, byte[] candidate);
  }

  private final Context context;
  private final ServedApplication application;
  private final String key;
  private final List<byte[]> keys;

  private KeyCandidates(
      Context context, ServedApplication application, String key, List<byte[]> keys) {
    this.context = context;
    this.application = application;
    this.key = key;
    this.keys = keys;
  }

  /** Those of a text. */
  static KeyCandidates of(Context context, ServedApplication application, String key) {
    return new KeyCandidates(context, application, key, KeyCodec.encodeCandidates(key));
  }

  /** The one of state that has no key. */
  static KeyCandidates none(Context context, ServedApplication application) {
    return new KeyCandidates(context, application, "", List.of(new byte[0]));
  }

  /**
   * What the first candidate leads to that leads to something.
   *
   * @throws ElsewhereException if the next one is on another worker
   */
  <T> Optional<T> find(Trial<T> trial) {
    int first = (int) Reading.number(context, CANDIDATE, 0, keys.size() - 1, 0);
    for (int i = first; i < keys.size(); i++) {
      byte[] candidate = keys.get(i);
      int partition =
          Hash.partition(Hash.of(candidate, 0, candidate.length), application.partitionCount());
      T found;
      try {
        found = trial.of(partition, candidate);
      } catch (ElsewhereException e) {
        if (i > first) {
          context.attribute(
              Reading.OTHER_QUERY, "key=" + JsonAnswers.encoded(key) + "&" + CANDIDATE + "=" + i);
        }
        throw e;
      }
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}
