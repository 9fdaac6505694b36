package io.millrace.examples.couponguard;

import static io.millrace.functions.aggregate.Aggregates.allOf;
import static io.millrace.functions.aggregate.Aggregates.average;
import static io.millrace.functions.aggregate.Aggregates.count;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.connector.files.StdoutSink;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.functions.SourceSpec.Malformed;
import io.millrace.functions.Topic;
import io.millrace.functions.aggregate.Aggregate;
import io.millrace.functions.connect.Published;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.Source;
import io.millrace.functions.window.Windows;
import java.time.Duration;

/**
 * Finds users who abuse coupons while they do it: users' actions come in, alerts go out.
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><td>{@code actions}</td><td>a file or directory of JSON lines; {@code generate} or {@code
 *     generate:COUNT} for {@link GeneratedActions}; clients publish them if not set</td></tr>
 *   <tr><td>{@code seed}, {@code rate}, {@code seconds}</td><td>what is generated, how many a second
 *     at most, when to end</td></tr>
 *   <tr><td>{@code follow}</td><td>{@code true}: go on when that file grows</td></tr>
 *   <tr><td>{@code alerts}</td><td>the file for alerts; standard output if not set</td></tr>
 *   <tr><td>{@code model}</td><td>{@code balanced}, {@code strict} or {@code lenient}</td></tr>
 *   <tr><td>{@code coefficients}</td><td>a file of JSON lines to be followed: each replaces the
 *     model; clients may publish them as well</td></tr>
 *   <tr><td>{@code period}</td><td>one alert per user in this time, {@code PT24H}</td></tr>
 * </table>
 */
public final class CouponGuardApp implements Application {
  public static final Topic<Action> ACTIONS =
      Topic.of("actions", Action.class).keyedBy(Action::user);
  public static final Topic<Coefficients> COEFFICIENTS =
      Topic.of("coefficients", Coefficients.class).broadcast();
  public static final Topic<Alert> ALERTS =
      Topic.of("alerts", Alert.class).keyedBy(Alert::user).retained(Duration.ofDays(1));

  public static final Topic<AlertRate> ALERT_RATES =
      Topic.of("alert-rates", AlertRate.class)
          .keyedBy(AlertRate::model)
          .retained(Duration.ofDays(1));

  static final Topic<Action> SOUND = Topic.of("sound", Action.class).keyedBy(Action::user);
  static final Topic<Action> CLAIMS = Topic.of("claims", Action.class).keyedBy(Action::device);
  static final Topic<DeviceSignal> DEVICE_SIGNALS =
      Topic.of("device-signals", DeviceSignal.class).keyedBy(DeviceSignal::user);
  static final Topic<RefundCycle> CYCLES =
      Topic.of("refund-cycles", RefundCycle.class).keyedBy(RefundCycle::user);
  static final Topic<Features> FEATURES =
      Topic.of("features", Features.class).keyedBy(Features::user);

  static final Aggregate<Alert, ?, AlertRate.Alerts> ALERTS_AND_SCORE =
      allOf(count(), average(Alert::score), AlertRate.Alerts::new);

  @Override
  public void define(ApplicationBuilder app) {
    Coefficients model = Coefficients.named(app.setting("model", "balanced"));
    Duration period = Duration.parse(app.setting("period", "PT24H"));

    app.source(ACTIONS, actions(app))
        .eventTime(Action::timeMs)
        .disorder(Duration.ofSeconds(5))
        .idleAfter(Duration.ofSeconds(10))
        .onMalformed(Malformed.DEAD_LETTER);
    app.function("filter", ACTIONS, ActionFilter::sound, SOUND);
    app.stream(SOUND).filter(ActionFilter::isClaim).to(CLAIMS);
    app.function("devices", CLAIMS, DeviceWatch::new)
        .state(DeviceWatch.CLAIMED)
        .timer(DeviceWatch.FORGET)
        .emits(DEVICE_SIGNALS);
    app.stream(SOUND)
        .filter(ActionFilter::hasCoupon)
        .keyBy(Action::user)
        .pattern(RefundPattern.CYCLE, RefundCycle::of)
        .named("refunds")
        .to(CYCLES);
    app.function("features", SOUND, UserFeatures::new)
        .input(DEVICE_SIGNALS, UserFeatures::onSignal)
        .input(CYCLES, UserFeatures::onCycle)
        .state(UserFeatures.RECENT, UserFeatures.VISIT)
        .timer(UserFeatures.FORGET)
        .emits(FEATURES);
    app.function("score", FEATURES, () -> new Scorer(model, period))
        .input(COEFFICIENTS, Scorer::onCoefficients)
        .state(Scorer.MODEL, Scorer.ALERTED)
        .timer(Scorer.PERIOD_OVER)
        .emits(ALERTS);
    app.stream(ALERTS)
        .keyBy(Alert::model)
        .window(Windows.tumbling(Duration.ofHours(1)).earlyEvery(Duration.ofSeconds(1)))
        .aggregate(ALERTS_AND_SCORE, AlertRate::of)
        .named("rates")
        .to(ALERT_RATES);
    app.optionalSetting("coefficients")
        .ifPresent(file -> app.source(COEFFICIENTS, FileSource.jsonLines(file).follow()));
    app.sink(ALERTS, alerts(app));
  }

  private static Source<Action> actions(Settings settings) {
    String actions = settings.setting("actions", "");
    if (actions.isEmpty()) {
      return Published.byClients();
    }
    if (actions.equals("generate") || actions.startsWith("generate:")) {
      return GeneratedActions.of(settings);
    }
    FileSource<Action> file = FileSource.jsonLines(actions);
    return Boolean.parseBoolean(settings.setting("follow", "false")) ? file.follow() : file;
  }

  private static Sink<Alert> alerts(Settings settings) {
    return settings
        .optionalSetting("alerts")
        .<Sink<Alert>>map(FileSink::jsonLines)
        .orElseGet(StdoutSink::jsonLines);
  }
}
