/* hello2, tested without a daemon: the fake core comes with Kith. README.md says how to run it. */
#include <kith_fake.h>
#include <stdio.h>
#include <string.h>

const kith_plugin *kith_plugin_v0(void);

static int failures;

static void expect(const char *what, int is_so)
{
    printf("%sok - %s\n", is_so ? "" : "not ", what);
    failures += !is_so;
}

int main(void)
{
    kith_fake *core = kith_fake_new(kith_plugin_v0);
    expect("it starts", kith_fake_start(core) == KITH_OK);
    expect("it greets", kith_fake_call(core, "hello2.say", "name", "Ada", NULL) == KITH_OK);
    expect("it tells the time", strcmp(kith_fake_reply(core), "{\"name\":\"Ada\",\"at\":"
                                                              "\"2026-01-01T00:00:00Z\"}") == 0);
    expect("it needs a name", kith_fake_call(core, "hello2.say", NULL) == KITH_WRONG);
    expect("it says which field", strcmp(kith_fake_error_field(core), "name") == 0);
    kith_fake_free(core);
    return failures != 0;
}
