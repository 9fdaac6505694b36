package io.millrace.cli.client;

/** Where the HTTP API of an application has what, below a prefix. */
record ApplicationPaths(String prefix) {

  String topics() {
    return prefix + "/topics";
  }

  String topic(String topic) {
    return topics() + "/" + ApiClient.encoded(topic);
  }

  String state(String function, String state, String key) {
    return prefix
        + "/state/"
        + ApiClient.encoded(function)
        + "/"
        + ApiClient.encoded(state)
        + (key == null ? "" : "?key=" + ApiClient.encoded(key));
  }

  String release(String function, String key) {
    return prefix
        + "/functions/"
        + ApiClient.encoded(function)
        + "/release?key="
        + ApiClient.encoded(key);
  }

  String snapshot() {
    return prefix + "/snapshot";
  }

  String status() {
    return prefix + "/status";
  }

  String partitions() {
    return prefix + "/partitions";
  }
}
