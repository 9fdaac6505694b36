package io.millrace.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.connector.files.JsonValues;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HttpApiTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private ServedShop served;

  private record Answer(int status, String body) {
    JsonNode json() throws IOException {
      return JsonValues.mapper().readTree(body);
    }

    String error() throws IOException {
      return json().path("error").asText();
    }
  }

  @BeforeEach
  void start() {
    served = new ServedShop();
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private Answer get(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(served.url() + path)).GET());
  }

  private Answer post(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(served.url() + path)).POST(BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private Answer send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    return new Answer(response.statusCode(), response.body());
  }

  private static String sale(String buyer, long cents) {
    return "{\"buyer\":\"" + buyer + "\",\"cents\":" + cents + "}";
  }

  @Test
  void shouldAnswerWhenWhatWasPublishedIsStableAndThenShowTheState() throws Exception {
    Answer one = post("/topics/sales", sale("ann", 100));
    Answer lines = post("/topics/sales", sale("ann", 20) + "\n" + sale("bob", 3));
    Answer array = post("/topics/sales", "[" + sale("ann", 5) + "," + sale("bob", 4) + "]");

    assertThat(one.body()).isEqualTo("{\"accepted\":1,\"duplicates\":0}");
    assertThat(lines.json().path("accepted").asLong()).isEqualTo(2);
    assertThat(array.json().path("accepted").asLong()).isEqualTo(2);
    awaitState("ann", 125);
    awaitState("bob", 7);
    assertThat(served.api().published()).isEqualTo(5);
  }

  /** Publishing waits for the journal, not for the functions. */
  private void awaitState(String buyer, long sum) throws Exception {
    Answer answer;
    do {
      answer = get("/state/sum/sum?key=" + buyer);
    } while (answer.status() == 404 || answer.json().path("value").asLong() != sum);
    assertThat(answer.json().path("key").asText()).isEqualTo(buyer);
  }

  @Test
  void shouldTakeNumberedRecordsOnce() throws Exception {
    String[] session = {"X-Millrace-Session", "till 1", "X-Millrace-Number", "1"};
    String[] later = {"X-Millrace-Session", "till 1", "X-Millrace-Number", "2"};
    String both = sale("ann", 1) + sale("ann", 2);

    assertThat(post("/topics/sales", both, session).json().path("accepted").asLong()).isEqualTo(2);
    assertThat(post("/topics/sales", both, session).body())
        .isEqualTo("{\"accepted\":0,\"duplicates\":2}");
    assertThat(post("/topics/sales", both, later).body())
        .isEqualTo("{\"accepted\":1,\"duplicates\":1}");
    awaitState("ann", 5);
  }

  @Test
  void shouldRefuseAWholeBodyForOneMalformedValueAndSayWhere() throws Exception {
    Answer refused =
        post("/topics/sales", sale("ann", 1) + "\n{\"buyer\":\"bob\",\"cents\":\"many\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error())
        .contains("value=2", "line 2", "field=cents", "nothing was published");
    assertThat(post("/topics/sales", "{\"buyer\":").status()).isEqualTo(400);
    assertThat(post("/topics/sales", "null").error()).contains("null is no value");
    assertThat(post("/topics/sales", "").error()).contains("nothing to publish");
    assertThat(post("/topics/sales", "{\"buyer\":\"a\",\"cents\":1,\"x\":2}").error())
        .contains("unknown field: field=x");
    assertThat(get("/state/sum/sum?key=ann").status()).isEqualTo(404);
  }

  @Test
  void shouldRefuseHalfASession() throws Exception {
    assertThat(post("/topics/sales", sale("a", 1), "X-Millrace-Session", "s").status())
        .isEqualTo(400);
    assertThat(post("/topics/sales", sale("a", 1), "X-Millrace-Number", "1").status())
        .isEqualTo(400);
    assertThat(
            post(
                    "/topics/sales",
                    sale("a", 1),
                    "X-Millrace-Session",
                    "s",
                    "X-Millrace-Number",
                    "-1")
                .error())
        .contains("X-Millrace-Number=-1");
  }

  @Test
  void shouldNameWhatThereIsIfAskedForSomethingElse() throws Exception {
    assertThat(post("/topics/sails", "1").error()).contains("topic=sails", "[sales, ", "spent");
    assertThat(get("/state/add/sum?key=a").error()).contains("function=add", "check", "sum");
    assertThat(get("/state/sum/total?key=a").error()).contains("state=total", "[sum]");
    assertThat(get("/state/sum/sum").status()).isEqualTo(400);
    assertThat(get("/state/sum/sum").error()).contains("key missing: function=sum, state=sum");
    assertThat(get("/nothing").error()).contains("GET /nothing");
    assertThat(post("/status", "").error()).contains("POST /status");
    assertThat(get("/nothing").status()).isEqualTo(404);
    assertThat(post("/functions/add/release?key=a", "").status()).isEqualTo(404);
  }

  @Test
  void shouldReadRecordsThatAreInJournals() throws Exception {
    post("/topics/sales", sale("ann", 1) + sale("bob", 2) + sale("cid", 3));
    awaitState("ann", 1);
    awaitState("bob", 2);
    awaitState("cid", 3);

    JsonNode sales = get("/topics/sales/records").json();
    assertThat(sales.path("records")).hasSize(3);
    assertThat(sales.path("records").path(0).path("value").has("cents")).isTrue();
    assertThat(get("/topics/sales/records?limit=2").json().path("records")).hasSize(2);
    JsonNode next = sales.path("next");
    assertThat(next).hasSize(3);
    JsonNode rest = get("/topics/sales/records?partition=0&from=" + next.path("0").asLong()).json();
    assertThat(rest.path("records")).isEmpty();
    assertThat(get("/topics/sales/records?from=1").status()).isEqualTo(400);
    assertThat(get("/topics/sales/records?limit=0").status()).isEqualTo(400);
    assertThat(get("/topics/sales/records?partition=3").error()).contains("from 0 to 2");
    assertThat(get("/topics/checked/records").error()).contains("in no journal", "retained");
  }

  @Test
  void shouldGoOnReadingWhereItSaysNext() throws Exception {
    StringBuilder sales = new StringBuilder();
    for (int i = 1; i <= 7; i++) {
      sales.append(sale("ann", i));
    }
    post("/topics/sales", sales.toString()); // together, so that pages end inside a frame
    int partition =
        get("/topics/sales/records?limit=1")
            .json()
            .path("records")
            .path(0)
            .path("partition")
            .asInt();
    long from = 0;
    StringBuilder cents = new StringBuilder();
    for (int page = 0; page < 4; page++) {
      JsonNode answer =
          get("/topics/sales/records?partition=" + partition + "&limit=2&from=" + from).json();
      answer.path("records").forEach(one -> cents.append(one.path("value").path("cents").asInt()));
      from = answer.path("next").path(Integer.toString(partition)).asLong();
    }
    assertThat(cents).hasToString("1234567");
  }

  @Test
  void shouldStreamATopicFromItsStart() throws Exception {
    post("/topics/sales", sale("ann", 1));
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create(served.url() + "/topics/spent/tail?from=start").toURL().openConnection();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("event: start");
      assertThat(nextData(lines)).hasSize(3); // where each partition begins
      assertThat(nextData(lines).path("value").path("cents").asLong()).isEqualTo(1);
      post("/topics/sales", sale("änn", 2));
      JsonNode second = nextData(lines);
      assertThat(second.path("key").asText()).isEqualTo("änn");
      assertThat(connection.getContentType()).startsWith("text/event-stream");
    } finally {
      connection.disconnect();
    }
    assertThat(get("/topics/spent/tail?from=then").status()).isEqualTo(400);
    assertThat(get("/topics/checked/tail").status()).isEqualTo(400);
  }

  private static JsonNode nextData(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (!line.startsWith("data: ")) {
      line = lines.readLine();
    }
    return JsonValues.mapper().readTree(line.substring("data: ".length()));
  }

  @Test
  void shouldReleaseAKeyInQuarantine() throws Exception {
    post("/topics/sales", sale("ann", -1));
    JsonNode counters;
    do {
      counters = get("/status").json().path("counters");
    } while (counters.path("quarantined").asLong() == 0);

    assertThat(post("/functions/sum/release?key=ann", "").json().path("released").asBoolean())
        .isTrue();
    assertThat(post("/functions/sum/release", "").status()).isEqualTo(400);
    var free = post("/functions/sum/release?key=bob", "");
    assertThat(free.status()).isEqualTo(404);
    assertThat(free.error()).isEqualTo("key not in quarantine: function=sum, key=bob");
  }

  @Test
  void shouldTakeSnapshotsOfAllPartitions() throws Exception {
    post("/topics/sales", sale("ann", 1));

    JsonNode answer = post("/snapshot", "").json();

    assertThat(answer.path("partitions").asInt()).isEqualTo(3);
    answer.path("offsets").forEach(offset -> assertThat(offset.asLong()).isPositive());
  }

  @Test
  void shouldShowHowItStandsAndWhatItIsMadeOf() throws Exception {
    assertThat(get("/health").json().path("phase").asText()).isEqualTo("running");
    JsonNode status = get("/status").json();
    assertThat(status.path("application").asText()).isEqualTo("shop");
    assertThat(status.path("partitions").asInt()).isEqualTo(3);
    assertThat(get("/partitions").json()).hasSize(3);
    JsonNode topology = get("/topology").json();
    assertThat(topology.path("functions").path(1).path("onFailure").asText())
        .isEqualTo("quarantine");
    assertThat(topology.path("sources").path(0).path("address").asText())
        .isEqualTo("published by clients");
    JsonNode topics = get("/topics").json();
    assertThat(topics).hasSize(3);
    assertThat(topics.path(2).path("retention").asText()).isEqualTo("1h");
  }

  @Test
  void shouldOfferAllCountersToPrometheus() throws Exception {
    post("/topics/sales", sale("ann", 1));
    awaitState("ann", 1);

    String metrics = get("/metrics").body();

    for (var counter : io.millrace.runtime.metrics.Counter.values()) {
      assertThat(metrics).contains("millrace_" + counter.metricName() + "_total{");
    }
    assertThat(metrics)
        .contains(
            "millrace_lag_records{application=\"shop\",partition=\"2\"} 0.0",
            "millrace_snapshot_age_seconds",
            "millrace_sink_records_total");
  }

  @Test
  void shouldAnswerNobodyButThisMachine() throws Exception {
    Answer foreign = post("/topics/sales", sale("a", 1), "Origin", "https://example.org");

    assertThat(foreign.status()).isEqualTo(403);
    assertThat(post("/topics/sales", sale("a", 1), "Origin", "http://localhost:3000").status())
        .isEqualTo(200);
  }

  @Test
  void shouldSayThatTheApplicationHasStopped() throws Exception {
    served.application().close();

    Answer refused = post("/topics/sales", sale("a", 1));

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.error()).contains("application not running: app=shop");
    assertThat(get("/health").status()).isEqualTo(503);
  }
}
