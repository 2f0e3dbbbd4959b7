/* Which addresses belong to the public internet: both ends of each range, and their neighbours. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

#include <cmocka.h>

#include "loop/address.h"

static bool is_public(const char *text)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct sockaddr_in four = {.sin_family = AF_INET};
    if (strchr(text, ':')) {
        assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
        return address_is_public((const struct sockaddr *)&six);
    }
    assert_int_equal(inet_pton(AF_INET, text, &four.sin_addr), 1);
    return address_is_public((const struct sockaddr *)&four);
}

static void check(const char *const *addresses, bool expected)
{
    for (size_t i = 0; addresses[i]; i++) {
        if (is_public(addresses[i]) != expected)
            fail_msg("%s is taken for %s", addresses[i], expected ? "closed" : "public");
    }
}

static void addresses_of_the_internet_are_public(void **state)
{
    static const char *const addresses[] = {"1.0.0.0",
                                            "9.255.255.255",
                                            "11.0.0.0",
                                            "100.63.255.255",
                                            "100.128.0.0",
                                            "126.255.255.255",
                                            "128.0.0.0",
                                            "169.253.255.255",
                                            "169.255.0.0",
                                            "172.15.255.255",
                                            "172.32.0.0",
                                            "191.255.255.255",
                                            "192.0.1.0",
                                            "192.0.3.0",
                                            "192.88.98.255",
                                            "192.167.255.255",
                                            "192.169.0.0",
                                            "198.17.255.255",
                                            "198.20.0.0",
                                            "198.51.101.0",
                                            "203.0.114.0",
                                            "223.255.255.255",
                                            "2001:200::1",
                                            "2001:db9::",
                                            "2600::",
                                            "3ffe::1",
                                            "3fff:1000::",
                                            "::ffff:8.8.8.8",
                                            "64:ff9b::8.8.8.8",
                                            "2002:808:808::1",
                                            NULL};
    (void)state;
    check(addresses, true);
}

static void all_other_addresses_are_not(void **state)
{
    static const char *const addresses[] = {"0.0.0.0",
                                            "0.255.255.255",
                                            "10.0.0.0",
                                            "10.255.255.255",
                                            "100.64.0.0",
                                            "100.127.255.255",
                                            "127.0.0.1",
                                            "127.255.255.255",
                                            "169.254.0.0",
                                            "169.254.169.254",
                                            "169.254.255.255",
                                            "172.16.0.0",
                                            "172.31.255.255",
                                            "192.0.0.1",
                                            "192.0.2.1",
                                            "192.88.99.1",
                                            "192.168.0.0",
                                            "192.168.255.255",
                                            "198.18.0.0",
                                            "198.19.255.255",
                                            "198.51.100.7",
                                            "203.0.113.9",
                                            "224.0.0.1",
                                            "239.255.255.255",
                                            "240.0.0.1",
                                            "255.255.255.255",
                                            "::",
                                            "::1",
                                            "fe80::1",
                                            "fc00::1",
                                            "fdff::1",
                                            "fec0::1",
                                            "ff02::1",
                                            "2001::1",
                                            "2001:1ff:ffff::1",
                                            "2001:db8::1",
                                            "3fff::1",
                                            "5f00::1",
                                            "::ffff:127.0.0.1",
                                            "::ffff:10.1.2.3",
                                            "::127.0.0.1",
                                            "64:ff9b::10.0.0.1",
                                            "64:ff9b:1::1",
                                            "2002:7f00:1::1",
                                            "2002:a00:1::1",
                                            "100::1",
                                            "1fff:ffff::1",
                                            "4000::1",
                                            NULL};
    (void)state;
    check(addresses, false);
}

static void what_is_no_internet_address_is_not(void **state)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    (void)state;
    assert_false(address_is_public((const struct sockaddr *)&local));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_of_the_internet_are_public),
        cmocka_unit_test(all_other_addresses_are_not),
        cmocka_unit_test(what_is_no_internet_address_is_not),
    };
    return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
