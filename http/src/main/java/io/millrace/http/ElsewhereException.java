package io.millrace.http;

/** What was asked for is on another worker; nothing was done. */
public final class ElsewhereException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String api;

  /**
   * A partition is not here.
   *
   * @param worker that has it, or null if nobody has at present
   * @param api where that worker's API is, or null if that is not known
   */
  public ElsewhereException(int partition, String worker, String api) {
    super(
        "partition is not here now: partition="
            + partition
            + ", owner="
            + (worker == null ? "none" : worker)
            + (api == null ? "" : ", api=" + api)
            + "; ask there, or again in a moment",
        null,
        false,
        false);
    this.api = api;
  }

  /** Where it may be asked for, as {@code http://host:port}; null if that is not known. */
  String api() {
    return api;
  }
}
