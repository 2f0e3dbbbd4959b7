/* A staff file: its columns, by the names that staff systems give them. */
#include "action/staff_file.h"

static const struct file_column columns[STAFF_COLUMNS] = {
    [STAFF_EXTERNAL_ID] = {.wanted = {"external_id", STAFF_NUMBER_ALIASES},
                           .limit = 40,
                           .example = "Staff number",
                           .twice = STAFF_NUMBER_TWICE},
    [STAFF_GIVEN_NAME] = {.wanted = {"given_name", GIVEN_NAME_ALIASES},
                          .limit = 100,
                          .example = "First name",
                          .absent = "given names",
                          .is_required = true},
    [STAFF_FAMILY_NAME] = {.wanted = {"family_name", FAMILY_NAME_ALIASES}, .limit = 100},
    [STAFF_WORK_EMAIL] = {.wanted = {"work_email", WORK_EMAIL_ALIASES},
                          .limit = 254,
                          .example = "E-mail",
                          .twice = WORK_EMAIL_TWICE},
    [STAFF_EMPLOYER] = {.wanted = {"employer",
                                   "employer name|organisation|organization|organisation name|"
                                   "organization name|trust|trust name|practice|practice name|"
                                   "place of work|workplace|company|company name"},
                        .limit = 120},
    [STAFF_JOB] = {.wanted = {"job", "job title|position|position title|role|job role|post|"
                                     "post title|occupation|job name"},
                   .limit = 120},
};

const struct file_kind staff_file = {
    .called = "staff file",
    .keys = "external_id nor work_email",
    .keyless = "The row has neither staff number nor work address. Give one.",
    .columns = columns,
    .count = STAFF_COLUMNS,
};
