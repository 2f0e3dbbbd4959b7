/* Working days: Monday to Friday, without the bank holidays of England. */
#include "model/working_day.h"

#include "base/clock.h"

static bool is_weekend(int32_t day)
{
    int32_t weekday = ((day + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday; Monday is 0 */
    return weekday >= 5;
}

static bool is_holiday(const struct model *in, int32_t day)
{
    char date[11];
    date_print(day, date);
    for (size_t i = 0; i < packs_count(in->packs); i++) {
        const struct pack *pack = packs_at(in->packs, i);
        if (str_is(pack->name, "bank_holidays") && pack_find(pack, str_of(date)) != NULL)
            return true;
    }
    return false;
}

bool working_day_is(const struct model *in, int32_t day)
{
    return !is_weekend(day) && !is_holiday(in, day);
}

int32_t working_day_add(const struct model *in, int32_t day, int64_t count)
{
    while (count > 0)
        if (working_day_is(in, ++day))
            count--;
    return day;
}
