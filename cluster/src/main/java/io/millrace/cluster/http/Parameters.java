package io.millrace.cluster.http;

import io.javalin.http.Context;
import io.millrace.http.RefusedException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads what requests carry behind the question mark. */
final class Parameters {
  private Parameters() {}

  /** A number, or null if it is not given. */
  static Integer number(Context context, String name, int least, int most) {
    String text = context.queryParam(name);
    if (text == null) {
      return null;
    }
    int value = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    if (value < least || value > most) {
      throw RefusedException.malformed(
          name + " out of range: " + name + "=" + text + "; from " + least + " to " + most);
    }
    return value;
  }

  /** A number of bytes, or null if it is not given. */
  static Long bytes(Context context, String name) {
    String text = context.queryParam(name);
    if (text != null && !text.matches("\\d{1,18}")) {
      throw RefusedException.malformed("not a number of bytes: " + name + "=" + text);
    }
    return text == null ? null : Long.valueOf(text);
  }

  /** Settings of an application: each {@code set=KEY=VALUE}. */
  static Map<String, String> settings(Context context) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : context.queryParams("set")) {
      int at = setting.indexOf('=');
      if (at < 1) {
        throw RefusedException.malformed(
            "setting not understood: set=" + setting + "; KEY=VALUE, encoded for a URL");
      }
      settings.put(setting.substring(0, at), setting.substring(at + 1));
    }
    return settings;
  }
}
