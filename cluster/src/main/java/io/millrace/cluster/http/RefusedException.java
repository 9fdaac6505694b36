package io.millrace.cluster.http;

/** What was asked of the coordinator cannot be; the message says why. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  private RefusedException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** There is nothing of that name. */
  public static RefusedException unknown(String message) {
    return new RefusedException(404, message);
  }

  /** It contradicts what is there. */
  public static RefusedException conflict(String message) {
    return new RefusedException(409, message);
  }

  /** The request makes no sense. */
  public static RefusedException malformed(String message) {
    return new RefusedException(400, message);
  }

  /** Not now. */
  public static RefusedException unavailable(String message) {
    return new RefusedException(503, message);
  }

  int status() {
    return status;
  }
}
