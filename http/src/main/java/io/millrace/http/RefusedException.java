package io.millrace.http;

/** What was asked for cannot be; the message says why, the status is that of the answer. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final boolean again;

  private RefusedException(int status, boolean again, String message) {
    super(message, null, false, false);
    this.status = status;
    this.again = again;
  }

  /** With another status than those below. */
  public static RefusedException of(int status, String message) {
    return new RefusedException(status, false, message);
  }

  /** There is nothing of that name. */
  public static RefusedException unknown(String message) {
    return of(404, message);
  }

  /** It contradicts what is there. */
  public static RefusedException conflict(String message) {
    return of(409, message);
  }

  /** The request makes no sense. */
  public static RefusedException malformed(String message) {
    return of(400, message);
  }

  /** Not now. */
  public static RefusedException unavailable(String message) {
    return of(503, message);
  }

  /** Not now, and nothing was done: the same may be asked again in a moment. */
  public static RefusedException later(String message) {
    return new RefusedException(503, true, message);
  }

  public int status() {
    return status;
  }

  /** Whether nothing was done, and the same may be asked again in a moment. */
  public boolean isLater() {
    return again;
  }
}
