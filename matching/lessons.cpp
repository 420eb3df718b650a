#include "matching/lessons.h"

#include "engine/account_form.h"

namespace tieout {

void Lessons::announce(std::string_view account) {
    lessons_.try_emplace(account_form(account));
}

void Lessons::teach(std::string_view account, CustomerNo customer, CustomerNo family) {
    const auto found = lessons_.find(account_form(account));
    if (found == lessons_.end()) return;
    Lesson& lesson = found->second;
    if (lesson.payments++ == 0) {
        lesson.customer = customer;
        lesson.family = family;
        return;
    }
    lesson.is_shared = lesson.is_shared || lesson.family != family;
    if (lesson.customer != customer) lesson.customer = family;
}

const Lessons::Lesson* Lessons::of(std::string_view account) const {
    const auto found = lessons_.find(account_form(account));
    if (found == lessons_.end()) return nullptr;
    const Lesson& lesson = found->second;
    return lesson.payments == 0 || lesson.is_shared ? nullptr : &lesson;
}

}  // namespace tieout
