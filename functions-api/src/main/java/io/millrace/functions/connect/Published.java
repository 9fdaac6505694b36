package io.millrace.functions.connect;

import java.util.List;

/**
 * The source of a topic that clients publish to, over HTTP or with {@code millrace publish}. It
 * never ends. Any topic without a source can be published to as well; naming this source says where
 * event time comes from and how far it may be out of order.
 */
public final class Published<T> implements Source<T> {
  private Published() {}

  /** Records that clients publish. */
  public static <T> Published<T> byClients() {
    return new Published<>();
  }

  @Override
  public List<String> splits() {
    return List.of();
  }

  @Override
  public boolean bounded() {
    return false;
  }

  @Override
  public String toString() {
    return "clients";
  }

  @Override
  public SplitReader<T> open(SplitStart<T> start) {
    throw new IllegalStateException("published topics have no splits: split=" + start.split());
  }
}
