print("postboek")
