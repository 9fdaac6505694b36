package io.millrace.cli.run;

import io.millrace.cli.WrongUsageException;
import io.millrace.functions.connect.Connector;
import io.millrace.functions.connect.Published;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.Source;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * A topic and the address that feeds it or that it is written to.
 *
 * @param topic the topic's name
 * @param address null for a topic that clients publish to
 */
public record Binding(String topic, URI address) {

  /** Reads {@code TOPIC=URI}, or {@code TOPIC} alone. */
  public static Binding parse(String option, String text) {
    int at = text.indexOf('=');
    String topic = at < 0 ? text : text.substring(0, at);
    String address = at < 0 ? "" : text.substring(at + 1);
    if (topic.isBlank() || at >= 0 && address.isBlank()) {
      throw new WrongUsageException(
          "binding not understood: " + option + " " + text + "; write " + option + " TOPIC=URI");
    }
    try {
      return new Binding(topic, address.isEmpty() ? null : new URI(address.replace(" ", "%20")));
    } catch (URISyntaxException e) {
      throw new WrongUsageException(
          "address not understood: "
              + option
              + " "
              + text
              + ", problem="
              + e.getReason()
              + "; write file:PATH, dir:PATH or stdout",
          e);
    }
  }

  <T> Source<T> source(ClassLoader loader) {
    return address == null ? Published.byClients() : connector(loader).<T>source(address, Map.of());
  }

  <T> Sink<T> sink(ClassLoader loader) {
    if (address == null) {
      throw new WrongUsageException(
          "address missing: --out " + topic + "; write --out " + topic + "=URI");
    }
    return connector(loader).sink(address, Map.of());
  }

  private Connector connector(ClassLoader loader) {
    String scheme = address.getScheme() != null ? address.getScheme() : address.getPath();
    List<String> known = new ArrayList<>();
    for (Connector connector : ServiceLoader.load(Connector.class, loader)) {
      if (connector.schemes().contains(scheme)) {
        return connector;
      }
      known.addAll(connector.schemes());
    }
    known.sort(null);
    throw new WrongUsageException(
        "address of an unknown kind: topic="
            + topic
            + ", address="
            + address
            + "; it begins with one of "
            + known
            + (address.getScheme() == null ? ", such as file:" + address : ""));
  }
}
