package io.millrace.cli.http;

import io.millrace.cli.run.ApiPort;
import io.millrace.runtime.local.LocalApplication;

/** stub */
public final class HttpApi implements AutoCloseable {
  public static void checkFree(ApiPort port) {}

  public static HttpApi start(LocalApplication application, ApiPort port) {
    return new HttpApi();
  }

  public String address() {
    return "";
  }

  public long published() {
    return 0;
  }

  @Override
  public void close() {}
}
