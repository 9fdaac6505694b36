package io.millrace.http;

import io.javalin.http.Context;
import java.util.regex.Pattern;

/** Keeps an API to this machine: to its loopback interface, and to who means it. */
public final class Loopback {
  /** The address that is listened at. */
  public static final String HOST = "127.0.0.1";

  /** Whom a browser may mean by this machine; others got here by a forged name. */
  private static final Pattern LOCAL =
      Pattern.compile("(https?://)?(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?");

  private Loopback() {}

  /** Whether a request is by this machine and meant for it. */
  public static boolean isMeant(Context context) {
    return isLocal(context.header("Origin")) && isLocal(context.header("Host"));
  }

  private static boolean isLocal(String name) {
    return name == null || LOCAL.matcher(name).matches();
  }
}
